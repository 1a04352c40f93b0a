"""The snapshot: the house as lamps, pages and metrics see it, frozen."""

from appliance.core.call_machine import WITH_TICKET
from appliance.core.house import Agent, Call, House
from appliance.model.plan import QueuePlan
from appliance.model.snapshot import AgentView, CallView, LampView, LineView, QueueView, Snapshot, TicketView


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
            )
            for name, line in house.lines.items()
        ),
        calls=tuple(_call(call) for call in house.calls.values()),
        queues=tuple(_queue(house, queue) for queue in house.plan.queues),
        agents=tuple(_agent(agent) for agent in house.agents.values()),
        lamps=tuple(LampView(name, pattern) for name, pattern in house.lamps.items()),
        last_calls=tuple(house.last_calls),
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
        agent=call.agent,
    )


def _queue(house: House, queue: QueuePlan) -> QueueView:
    """Tickets held out to an agent still wait: they are listed before those the router holds."""
    held_out = [
        call
        for call in house.calls.values()
        if call.machine.state in WITH_TICKET and call.agent is not None and call.record.queue == queue.name
    ]
    order = [call.id for call in held_out] + list(house.routing.waiting(queue.name))
    return QueueView(
        name=queue.name,
        target_ms=queue.target_ms,
        waiting=tuple(
            TicketView(call=call, arrived=house.calls[call].waiting_since, position=place)
            for place, call in enumerate(order, start=1)
        ),
    )


def _agent(agent: Agent) -> AgentView:
    return AgentView(
        name=agent.plan.name,
        status=agent.status.state,
        activity=agent.activity.state,
        since=max(agent.status.since, agent.activity.since),
        reason=agent.reason,
        call=agent.call,
        token=agent.token,
    )
