"""What the router decided, in words of the model, so that the journal can explain it later."""

from collections.abc import Mapping

from _fastroute.records import Decision
from appliance.core.tickets import Ticket
from appliance.model.actions import NoteDecision
from appliance.model.policy import Strategy
from appliance.model.states import KeyPart, Trigger
from appliance.model.words import AgentName

PARTS = {part.value: part for part in KeyPart}
STRATEGIES = {strategy.value: strategy for strategy in Strategy}
LOOKED_FOR_A_TICKET = frozenset({Trigger.SIGNED_IN, Trigger.FREED, Trigger.SKILLED})


def taken(
    trigger: Trigger, agent: AgentName, ticket: Ticket, decision: Decision | None, *, names: Mapping[int, AgentName]
) -> NoteDecision:
    """The agent is rung for the ticket."""
    if decision is None or decision.runner_up is None:
        return _without_runner_up(trigger, ticket, agent, 0)
    for_agent = trigger in LOOKED_FOR_A_TICKET
    told_by, won, lost = PARTS[decision.told_by], decision.won_with, decision.lost_with
    if told_by is KeyPart.BAND and won is not None and lost is not None:
        won, lost = -won, -lost  # the router's count down where those of the settings count up
    return NoteDecision(
        trigger=trigger,
        call=ticket.call,
        agent=agent,
        queue=ticket.queue.name,
        told_by=told_by,
        over_agent=None if for_agent else names.get(decision.runner_up),
        over_call=decision.runner_up if for_agent else None,
        won_with=won,
        lost_with=lost,
        strategy=STRATEGIES[decision.strategy] if decision.strategy is not None else None,
        due=ticket.due,
        arrived=ticket.arrived,
        band=-ticket.band,
        relaxed=ticket.stage,
        preferred=ticket.preferred,
        reserved=ticket.kept,
    )


def left_waiting(trigger: Trigger, ticket: Ticket, place: int) -> NoteDecision:
    """Nobody is ready who may take the ticket."""
    return _without_runner_up(trigger, ticket, None, place)


def left_idle(trigger: Trigger, agent: AgentName) -> NoteDecision:
    """Nothing waits that the agent may take."""
    return NoteDecision(trigger=trigger, call=None, agent=agent)


def _without_runner_up(trigger: Trigger, ticket: Ticket, agent: AgentName | None, place: int) -> NoteDecision:
    return NoteDecision(
        trigger=trigger,
        call=ticket.call,
        agent=agent,
        queue=ticket.queue.name,
        due=ticket.due,
        arrived=ticket.arrived,
        band=-ticket.band,
        relaxed=ticket.stage,
        preferred=ticket.preferred,
        reserved=ticket.kept,
        place=place,
    )
