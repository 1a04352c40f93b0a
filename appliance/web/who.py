"""Which agent a request comes from."""

from http import HTTPStatus

from aiohttp import web

from appliance.model.accounts import Way
from appliance.model.words import AgentName
from appliance.web.admission import who_asks
from appliance.web.catalogues import _
from appliance.web.problems import CannotSay

LONGEST_NAME = 80


def agent_of(request: web.Request) -> AgentName:
    """Of whoever is signed in; who need not sign in at this machine says it themselves. Raises CannotSay."""
    who = who_asks(request)
    if who.agent:
        return who.agent
    if who.way is not Way.WITHOUT:
        sentence = _("{who} is no agent; an admin says which one in the list of users")
        raise CannotSay(HTTPStatus.CONFLICT, sentence, who=who.name or who.way.value)
    agent = request.query.get("agent", "")[:LONGEST_NAME]
    if not agent:
        raise CannotSay(HTTPStatus.NOT_FOUND, "no agent was named; open /agent and choose one")
    return agent
