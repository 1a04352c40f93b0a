"""Conversations over HTTP: what an agent's page and the command line may order; the engine refuses what cannot be."""

from http import HTTPStatus
from typing import ClassVar

from aiohttp import web

from appliance.control.schema import Request
from appliance.control.talk_words import AboutRecording, AboutTalk, AskIn, SayInTalk, WatchTalk
from appliance.model.accounts import Role, Way
from appliance.model.talk_states import Audience, RecordingOrder, TalkOrder, WatchMode
from appliance.model.words import AgentName, LineName, PromptName, Value
from appliance.web.admission import taken, who_asks
from appliance.web.catalogues import _
from appliance.web.problems import CannotSay
from appliance.web.questions import Questions
from appliance.web.route import FLOOR, Route, Table

SUPERVISORS = frozenset({Role.SUPERVISOR, Role.ADMIN})
"""Who may order for others, and listen to them: whom, stands in `watches` of their agent."""


class TalkWanted(Value, frozen=True, tag=False):
    do: TalkOrder


class AskWanted(Value, frozen=True, kw_only=True, tag=False):
    """Exactly one of colleague and number."""

    colleague: AgentName = ""
    number: str = ""
    line: LineName = ""
    invite: bool = False


class WatchWanted(Value, frozen=True, kw_only=True, tag=False):
    agent: AgentName
    mode: WatchMode = WatchMode.LISTEN


class SayWanted(Value, frozen=True, kw_only=True, tag=False):
    prompts: tuple[PromptName, ...]
    to: Audience = Audience.BOTH


class RecordingWanted(Value, frozen=True, tag=False):
    do: RecordingOrder


class TalkRoutes:
    """{agent} is who orders, or for whom a supervisor does."""

    def __init__(self, questions: Questions) -> None:
        self._questions = questions

    async def talk(self, request: web.Request) -> web.Response:
        agent = _whose(request)
        wanted = await taken(request, TalkWanted, '{"do": "hold"}')
        return await self._done(AboutTalk(agent, wanted.do))

    async def ask(self, request: web.Request) -> web.Response:
        agent = _whose(request)
        asked = await taken(request, AskWanted, '{"colleague": "ben"} or {"number": "030 1234567"}')
        whom, line = asked.colleague or None, asked.line or None
        return await self._done(AskIn(agent=agent, colleague=whom, number=asked.number, line=line, invite=asked.invite))

    async def watch(self, request: web.Request) -> web.Response:
        agent = _whose(request)
        wanted = await taken(request, WatchWanted, '{"agent": "anna", "mode": "listen"}')
        return await self._done(WatchTalk(supervisor=agent, agent=wanted.agent, mode=wanted.mode))

    async def watch_no_more(self, request: web.Request) -> web.Response:
        return await self._done(WatchTalk(supervisor=_whose(request)))

    async def say(self, request: web.Request) -> web.Response:
        agent = _whose(request)
        wanted = await taken(request, SayWanted, '{"prompts": ["closing_soon"], "to": "both"}')
        return await self._done(SayInTalk(agent=agent, prompts=wanted.prompts, to=wanted.to))

    async def recording(self, request: web.Request) -> web.Response:
        agent = _whose(request)
        wanted = await taken(request, RecordingWanted, '{"do": "pause"}')
        return await self._done(AboutRecording(agent, wanted.do))

    async def _done(self, order: Request) -> web.Response:
        await self._questions.order(order)
        return web.Response(status=HTTPStatus.NO_CONTENT)

    TABLE: ClassVar[Table] = (
        Route(
            "POST",
            "/api/v1/agents/{agent}/talk",
            talk,
            FLOOR,
            "In the agent's conversation: " + ", ".join(order.value for order in TalkOrder) + ".",
            body=TalkWanted,
            status=HTTPStatus.NO_CONTENT,
        ),
        Route(
            "POST",
            "/api/v1/agents/{agent}/consultation",
            ask,
            FLOOR,
            "Asks a colleague or a number about the agent's caller, or invites them to a conference.",
            body=AskWanted,
            status=HTTPStatus.NO_CONTENT,
        ),
        Route(
            "PUT",
            "/api/v1/agents/{agent}/watch",
            watch,
            SUPERVISORS,
            "The agent listens to another's conversation, whispers to them or barges in.",
            body=WatchWanted,
            status=HTTPStatus.NO_CONTENT,
        ),
        Route(
            "DELETE",
            "/api/v1/agents/{agent}/watch",
            watch_no_more,
            SUPERVISORS,
            "And no more.",
            status=HTTPStatus.NO_CONTENT,
        ),
        Route(
            "POST",
            "/api/v1/agents/{agent}/announcement",
            say,
            FLOOR,
            "Says prompts in the agent's conversation.",
            body=SayWanted,
            status=HTTPStatus.NO_CONTENT,
        ),
        Route(
            "POST",
            "/api/v1/agents/{agent}/recording",
            recording,
            FLOOR,
            "The recording of the agent's conversation: " + ", ".join(order.value for order in RecordingOrder) + ".",
            body=RecordingWanted,
            status=HTTPStatus.NO_CONTENT,
        ),
    )


def _whose(request: web.Request) -> AgentName:
    """Their own, but for supervisors. Raises CannotSay."""
    agent, who = request.match_info["agent"], who_asks(request)
    if who.agent == agent or who.way is Way.WITHOUT or SUPERVISORS.intersection(who.roles):
        return agent
    raise CannotSay(HTTPStatus.FORBIDDEN, _("only {agent} and supervisors order in this conversation"), agent=agent)
