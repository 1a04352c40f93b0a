"""A decision's numbers as the plan has them, where skills that stand for alternatives are among the router's."""

from collections.abc import Callable

from _fastroute.records import Decision, Strategy
from appliance.core.roster import Roster
from appliance.core.tickets import Ticket
from appliance.model.plan import AgentPlan

_COUNTED: dict[Strategy | None, Callable[[AgentPlan, Ticket], int]] = {
    Strategy.LEAST_VERSATILE: lambda plan, _: len(plan.skills),
    Strategy.BEST_SKILL: lambda plan, ticket: ticket.programme.stages[ticket.stage].strength(plan),
}


def in_levels(decision: Decision | None, ticket: Ticket, roster: Roster) -> Decision | None:
    count = _COUNTED.get(decision.strategy) if decision is not None else None
    if decision is None or count is None or decision.runner_up is None:
        return decision
    plans = [roster.plans.get(roster.names[each]) for each in (decision.agent, decision.runner_up)]
    won, lost = (None if plan is None else count(plan, ticket) for plan in plans)
    return decision if won is None or lost is None else decision._replace(won_with=won, lost_with=lost)
