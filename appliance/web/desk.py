"""What an agent's page is told of the house: their own call, and whom they could ask or send it to."""

from collections.abc import Iterator

import msgspec

from appliance.model.records import CallRecord
from appliance.model.snapshot import AgentView, CallView, Snapshot
from appliance.model.words import AgentName, Ms, QueueName, Value
from appliance.web.feed import Gone


class Colleague(Value, frozen=True, kw_only=True, tag=False):
    name: AgentName
    status: str
    activity: str


class Line(Value, frozen=True, kw_only=True, tag=False):
    """A queue."""

    name: QueueName
    waiting: int


class Desk(Value, frozen=True, kw_only=True, tag=False):
    box: str
    gone: Gone | None = None
    """Why, and since when, all of this may be old."""
    draining: bool = False
    agent: AgentView | None = None
    """None: the box has no agent of that name any more."""
    call: CallView | None = None
    """That rings, is talked in or is held."""
    ended: CallRecord | None = None
    """Of which the notes are written."""
    arrived: Ms | None = None
    """When the caller that rings began to wait."""
    colleagues: tuple[Colleague, ...] = ()
    queues: tuple[Line, ...] = ()


def desk_of(name: AgentName, box: str, gone: Gone | None, house: Snapshot | None) -> Desk:
    if house is None:
        return Desk(box=box, gone=gone)
    agent = next((each for each in house.agents if each.name == name), None)
    number = agent.call if agent is not None else None
    call = next((each for each in house.calls if each.call == number), None)
    ended = next((each for each in house.last_calls if each.call == number), None) if call is None else None
    tickets = (ticket for queue in house.queues for ticket in queue.waiting)
    return Desk(
        box=box,
        gone=gone,
        draining=house.draining,
        agent=agent,
        call=call,
        ended=ended,
        arrived=next((ticket.arrived for ticket in tickets if ticket.call == number), None),
        colleagues=tuple(_colleagues(name, house)),
        queues=tuple(Line(name=queue.name, waiting=len(queue.waiting)) for queue in house.queues),
    )


def told(desk: Desk, house: Snapshot | None) -> bytes:
    """The message, with the clock of now."""
    clock = {} if house is None else {"now": house.now, "utc_ms": house.utc_ms}
    return msgspec.json.encode({"is": "desk", "desk": desk, **clock})


def _colleagues(name: AgentName, house: Snapshot) -> Iterator[Colleague]:
    for each in house.agents:
        if each.name != name:
            yield Colleague(name=each.name, status=each.status.value, activity=each.activity.value)
