"""The snapshot: the house as lamps, pages and metrics see it, frozen."""

from collections.abc import Iterator

from appliance.core.announcing import MINUTE_MS
from appliance.core.house import Agent, Call, House
from appliance.core.tickets import Ticket
from appliance.model.board import limits_of
from appliance.model.plan import QueuePlan
from appliance.model.snapshot import AgentView, CallView, LampView, LineView, QueueView, Snapshot, TicketView
from appliance.model.states import ShiftState
from appliance.model.words import Ms, QueueName


def snapshot(house: House) -> Snapshot:
    return Snapshot(
        now=house.now,
        utc_ms=house.utc_ms(house.now),
        draining=house.draining,
        lines=tuple(
            LineView(
                name=name,
                state=line.machine.state,
                since=line.machine.since,
                modem=line.modem,
                fault=line.fault,
                call=line.call,
                second=line.second,
                second_state=line.second_machine.state,
                network=line.network,
                texts=line.texts,
            )
            for name, line in house.lines.items()
        ),
        calls=tuple(_call(call) for call in house.calls.values()),
        queues=tuple(_queues(house)),
        agents=tuple(_agent(agent) for agent in house.agents.values()),
        lamps=tuple(LampView(name, pattern) for name, pattern in house.lamps.items()),
        boxes=tuple(house.boxes.values()),
        missed_marks=house.missed_marks,
        devices=tuple(house.sound.devices.values()),
        last_calls=tuple(house.last_calls),
        last_texts=tuple(house.last_texts),
        prompt_faults=tuple(house.prompt_faults),
    )


def _call(call: Call) -> CallView:
    return CallView(
        call=call.id,
        line=call.line,
        state=call.machine.state,
        since=call.machine.since,
        rang=call.record.rang_ms,
        caller=call.record.caller,
        step=call.step,
        queue=call.record.queue,
        agent=call.agent or next(iter(call.rung), None),
        direction=call.record.direction,
        recording=call.recording.state,
        host=call.host,
        others=(*call.guests, *(() if call.asked is None else (call.asked,))),
    )


def _queues(house: House) -> Iterator[QueueView]:
    """Tickets held out to an agent still wait: they are listed before the others."""
    in_line: dict[QueueName, list[Ticket]] = {name: [] for name in house.queues}
    for ticket in house.routing.tickets.values():
        in_line.setdefault(house.calls[ticket.call].waits_in.name, []).append(ticket)
    for name, queue in house.queues.items():
        order = sorted(in_line[name], key=lambda ticket: (ticket.rung == 0, *ticket.place()))
        expected = house.waits.expected(name)
        yield QueueView(
            name=name,
            target_ms=queue.target_ms,
            waiting=tuple(_ticket(house, ticket) for ticket in order),
            expected_ms=_expected(house, queue),
            foretold=expected.foretold if expected is not None else 0,
            kept=expected.kept if expected is not None else 0,
            board=limits_of(queue),
        )


def _ticket(house: House, ticket: Ticket) -> TicketView:
    return TicketView(
        call=ticket.call,
        arrived=ticket.arrived,
        position=0 if ticket.rung else house.routing.position(ticket.call),
        due=ticket.due,
        band=-ticket.band,
        relaxed=ticket.stage,
        kept_for=ticket.preferred if ticket.kept else None,
        told_ms=_told(house.calls[ticket.call]),
    )


def _told(call: Call) -> Ms | None:
    """Nothing any more, once the caller was told to be next."""
    promise = call.promise
    return None if promise is None or promise.next or promise.minutes is None else promise.minutes * MINUTE_MS


def _expected(house: House, queue: QueuePlan) -> Ms | None:
    """Nothing, while somebody is ready who may take it."""
    idle = (name for name, agent in house.agents.items() if agent.stretch.state is ShiftState.READY)
    if any(house.routing.may_take(name, queue.name) for name in idle):
        return 0
    ahead = house.waits.together(queue.name)
    forecast = house.waits.forecast(queue.name, queue.announce_percentile, house.now, ahead=ahead)
    return forecast.enough_ms if forecast is not None else None


def _agent(agent: Agent) -> AgentView:
    return AgentView(
        name=agent.plan.name,
        status=agent.status.state,
        activity=agent.activity.state,
        since=max(agent.status.since, agent.activity.since),
        reason=agent.reason,
        call=agent.call,
        token=agent.token,
        muted=agent.muted,
        watches=agent.watches,
    )
