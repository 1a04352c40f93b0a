"""The router's own record of a match as part of a sentence, short enough for a call's timeline."""

from collections.abc import Mapping

from _fastroute.records import Decision
from appliance.core.decisions import PARTS, STRATEGIES
from appliance.core.explain_decision import CHOOSES_A_CALL, as_span, call_first_by, why_this_agent
from appliance.model import explanation
from appliance.model.policy import Strategy
from appliance.model.states import Trigger
from appliance.model.words import AgentName

TRIGGERS = {trigger.value: trigger for trigger in Trigger}


def why_matched(decision: Decision, names: Mapping[int, AgentName], *, late: bool = False, kept: bool = False) -> str:
    """Anna has been ready for 3:10 against ben's 0:40. `late`: past its target; `kept`: for this agent alone."""
    agent, because, part = names[decision.agent], TRIGGERS[decision.trigger], PARTS[decision.told_by]
    if because not in CHOOSES_A_CALL:
        return f"{agent} {why_this_agent(_facts(decision, names, kept=kept))}"
    ahead = abs((decision.won_with or 0) - (decision.lost_with or 0))
    return f"{agent} {CHOOSES_A_CALL[because]}, and {call_first_by(part, decision.runner_up, ahead, late=late)}"


def why_rung(decision: Decision, names: Mapping[int, AgentName], *, others: bool) -> str:
    """Where everybody rings at once. `others`: it rings elsewhere already."""
    because = TRIGGERS[decision.trigger]
    if because not in CHOOSES_A_CALL:
        return "it rings at everybody who is ready and may take it"
    if others:
        return f"{names[decision.agent]} {CHOOSES_A_CALL[because]}, and it rings there too"
    return why_matched(decision, names)


def _facts(decision: Decision, names: Mapping[int, AgentName], *, kept: bool) -> explanation.Decision:
    part, other = PARTS[decision.told_by], decision.runner_up
    return explanation.Decision(
        call=decision.ticket,
        queue="",
        at_ms=0,
        waited_ms=0,
        because=TRIGGERS[decision.trigger],
        kept=kept,
        runner_up=names.get(other) if other is not None else None,
        told_by=part,
        strategy=Strategy.LONGEST_IDLE if decision.strategy is None else STRATEGIES[decision.strategy],
        won_with=as_span(part, decision.won_with, decision.now),
        lost_with=as_span(part, decision.lost_with, decision.now),
    )
