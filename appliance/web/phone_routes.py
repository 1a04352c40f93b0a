"""The agent's page, its phone, and the card of a caller."""

import asyncio
from http import HTTPStatus
from pathlib import Path
from typing import ClassVar

from aiohttp import web

from appliance.control.explained import Explanation
from appliance.model.caller import Presentation
from appliance.model.records import CallRecord
from appliance.model.words import AgentName, Value
from appliance.store.faults import StoreFault
from appliance.store.reader import StoreReader
from appliance.web.explain_routes import call_of
from appliance.web.feed import Feed
from appliance.web.frame import Frame
from appliance.web.phone import Phone
from appliance.web.problems import CannotSay
from appliance.web.questions import Questions
from appliance.web.route import FLOOR, Query, Route, Table
from appliance.web.who import agent_of

LAST_CALLS = 5
"""Of the same number."""

LONGEST_TAB = 64
"""Characters of the name a tab gives itself."""

AGENT = Query("agent", "which agent, where nobody has to sign in; asked on the box itself only")


class Card(Value, frozen=True, kw_only=True, tag=False):
    """Who calls, before anybody answers."""

    call: CallRecord
    why: str = ""
    """Why it rings here."""
    last: tuple[CallRecord, ...] = ()
    """Calls of the same number before, newest first."""


class PhoneRoutes:
    def __init__(self, frame: Frame, feed: Feed, questions: Questions) -> None:
        self._frame, self._feed, self._questions = frame, feed, questions
        self._phones: set[Phone] = set()
        self._tabs: dict[AgentName, str] = {}
        """The tab that had the agent's phone last: loaded anew, it takes it from what is left of itself. Agents of the
        box alone have phones, so there are no more of these.
        """

    async def page(self, request: web.Request) -> web.Response:
        """Of the agent who asks; where it cannot be told which one, a list to choose from."""
        house = self._feed.snapshot()
        names = () if house is None else tuple(each.name for each in house.agents)
        try:
            agent = agent_of(request)
        except CannotSay as why:
            if why.status != HTTPStatus.NOT_FOUND:
                raise
            return self._frame.page(request, "agents", names=names)
        return self._frame.page(request, "agent", agent=agent)

    async def phone(self, request: web.Request) -> web.StreamResponse:
        agent = agent_of(request)
        tab, sound = request.query.get("tab", "")[:LONGEST_TAB], request.query.get("sound") == "yes"
        take_over = request.query.get("take_over") == "yes" or (bool(tab) and tab == self._tabs.get(agent))
        phone = Phone(agent, self._feed, self._questions)
        phone.plugged = lambda: self._tabs.update({agent: tab})
        self._phones.add(phone)
        try:
            await phone.serve(request, sound=sound, take_over=take_over)
        finally:
            self._phones.discard(phone)
        return phone.socket

    async def card(self, request: web.Request) -> Card:
        agent = agent_of(request)
        found, database = await self._questions.timeline(call_of(request))
        last = await asyncio.to_thread(_last_calls, database, found.call)
        return Card(call=found.call, why=_why(found, agent), last=last)

    async def close(self) -> None:
        """Tells every page that the pages' program stops; they come back by themselves."""
        for phone in tuple(self._phones):
            await phone.close()

    TABLE: ClassVar[Table] = (
        Route("GET", "/agent", page, FLOOR, "The agent's page.", reply="text/html", queries=(AGENT,)),
        Route(
            "GET",
            "/phone",
            phone,
            FLOOR,
            "An agent's phone and desk, over a WebSocket: binary messages are 20 ms of sound, texts orders and news.",
            queries=(
                AGENT,
                Query("sound", "yes: this browser is the phone; else it only shows and orders"),
                Query("tab", "a name that the tab keeps when it is loaded anew"),
                Query("take_over", "yes: in the place of another browser"),
            ),
            socket=True,
        ),
        Route(
            "GET",
            "/api/v1/phone/card/{call}",
            card,
            FLOOR,
            "Who calls: the way they came, why it rings here, and their calls before.",
            reply=Card,
            queries=(AGENT,),
        ),
    )


def _why(found: Explanation, agent: AgentName) -> str:
    """What the timeline says of the newest offer to the agent."""
    start = f"Offered to {agent}: "
    offers = [note.text.removeprefix(start) for note in found.notes if note.text.startswith(start)]
    return offers[-1] if offers else ""


def _last_calls(database: str, call: CallRecord) -> tuple[CallRecord, ...]:
    """None where the number is not known or the store cannot be read: the call itself is shown all the same."""
    if call.caller.presentation is not Presentation.GIVEN or not call.caller.number:
        return ()
    try:
        with StoreReader(Path(database)) as store:
            return store.calls(LAST_CALLS, number=call.caller.number, before=call.call)
    except StoreFault:
        return ()
