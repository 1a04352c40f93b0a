"""What agents ask for, turned into events of the model, or found impossible."""

from collections.abc import Callable
from difflib import get_close_matches
from typing import Any

from appliance.control.schema import (
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
    if isinstance(request, SendOn):
        _expect_queue(request.queue, snapshot)
    return EVENT_OF[type(request)](request)


def agent_of(name: str, snapshot: Snapshot) -> AgentView:
    """Raises Unknown, with the nearest name."""
    for agent in snapshot.agents:
        if agent.name == name:
            return agent
    raise _unknown("agent", name, [agent.name for agent in snapshot.agents])


def _expect_queue(name: str, snapshot: Snapshot) -> None:
    names = [queue.name for queue in snapshot.queues]
    if name not in names:
        raise _unknown("queue", name, names)


def _unknown(kind: str, name: str, known: list[str]) -> Unknown:
    near = get_close_matches(name, known, n=1)
    hint = f'did you mean "{near[0]}"?' if near else f"the settings name the {kind}s"
    return Unknown(f'no {kind} is called "{name}"; {hint}')
