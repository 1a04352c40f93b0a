"""What agents ask for, turned into events of the model, or found impossible."""

from collections.abc import Callable
from difflib import get_close_matches
from typing import Any

import msgspec

from appliance.control.agent_words import (
    AcceptOffer,
    AgentRequest,
    BeginBreak,
    DeclineOffer,
    EndBreak,
    EndWrapUp,
    HangUpAgent,
    HoldCaller,
    ResumeCaller,
    SendOn,
    SignIn,
    SignOut,
)
from appliance.model import events
from appliance.model.events import Event
from appliance.model.snapshot import AgentView, Snapshot


class Impossible(Exception):
    """The request makes no sense now; the text is one sentence."""


class Unknown(Impossible):
    """Nobody has that name."""


EVENT_OF: dict[type[AgentRequest], Callable[[Any], Event]] = {
    SignIn: lambda asked: events.AgentSignedIn(asked.agent),
    SignOut: lambda asked: events.AgentSignedOut(asked.agent),
    BeginBreak: lambda asked: events.BreakBegan(asked.agent, asked.reason),
    EndBreak: lambda asked: events.BreakEnded(asked.agent),
    AcceptOffer: lambda asked: events.OfferAccepted(asked.agent, asked.token),
    DeclineOffer: lambda asked: events.OfferDeclined(asked.agent, asked.token),
    HangUpAgent: lambda asked: events.AgentHungUp(asked.agent),
    EndWrapUp: lambda asked: events.WrapUpEnded(asked.agent),
    HoldCaller: lambda asked: events.HoldBegan(asked.agent),
    ResumeCaller: lambda asked: events.HoldEnded(asked.agent),
    SendOn: lambda asked: events.CallTransferred(asked.agent, asked.queue),
}


def event_for(request: AgentRequest, snapshot: Snapshot) -> Event:
    """The event that says so to the engine. Raises Impossible for an unknown name or an offer that is gone."""
    agent = agent_of(request.agent, snapshot)
    if isinstance(request, AcceptOffer | DeclineOffer) and agent.token != request.token:
        sentence = f'agent "{agent.name}": offer {request.token} is gone; it was withdrawn, answered or has expired'
        raise Impossible(sentence)
    asked: AgentRequest = msgspec.structs.replace(request, agent=agent.name)
    if isinstance(request, SendOn):
        asked = msgspec.structs.replace(
            asked, queue=_meant("queue", request.queue, [each.name for each in snapshot.queues])
        )
    return EVENT_OF[type(asked)](asked)


def agent_of(name: str, snapshot: Snapshot) -> AgentView:
    """Raises Unknown, with the nearest name."""
    known = {agent.name: agent for agent in snapshot.agents}
    return known[_meant("agent", name, list(known))]


def _meant(kind: str, name: str, known: list[str]) -> str:
    """Capital letters make no difference where they tell no two names apart: every sentence begins with one."""
    if name in known:
        return name
    alike = [each for each in known if each.casefold() == name.casefold()]
    if len(alike) == 1:
        return alike[0]
    raise _unknown(kind, name, known)


def _unknown(kind: str, name: str, known: list[str]) -> Unknown:
    near = get_close_matches(name, known, n=1)
    hint = f'did you mean "{near[0]}"?' if near else f"the settings name the {kind}s"
    return Unknown(f'no {kind} is called "{name}"; {hint}')
