"""The router's records as sentences for the owner of the shop."""

from collections.abc import Iterable, Mapping

from _fastroute.records import Decision, KeyPart, TicketReport, Trigger, Verdict
from appliance.model.plan import AgentPlan, QueuePlan
from appliance.model.words import AgentName, Ms

_AGENT_BECAME = {Trigger.SIGNED_IN: "signed in", Trigger.FREED: "became free", Trigger.SKILLED: "may take it now"}


def why_matched(decision: Decision, names: Mapping[int, AgentName]) -> str:
    """Part of a sentence: why this agent and this call."""
    agent = names[decision.agent]
    if decision.trigger in _AGENT_BECAME:
        return f"{agent} {_AGENT_BECAME[decision.trigger]} and {_why_this_call(decision)}"
    if decision.runner_up is None or decision.won_with is None or decision.lost_with is None:
        return f"{agent} is the only one ready who may take it"
    other = names[decision.runner_up]
    if decision.told_by is KeyPart.AGENT:
        return f"{agent} and {other} have been ready equally long, and {agent} comes first in the plan"
    own, others = (duration(decision.now - since) for since in (decision.won_with, decision.lost_with))
    return f"{agent} has been ready longest ({own} against {other}'s {others})"


def _why_this_call(decision: Decision) -> str:
    if decision.runner_up is None or decision.won_with is None or decision.lost_with is None:
        return "no other call waits that they may take"
    ahead = duration(decision.lost_with - decision.won_with)
    return {
        KeyPart.DUE: f"this call is due first, {ahead} before call {decision.runner_up}",
        KeyPart.ARRIVAL: f"this call is due together with call {decision.runner_up} but came {ahead} earlier",
    }.get(decision.told_by, f"this call came together with call {decision.runner_up} and has the lower number")


def why_here(
    report: TicketReport, queue: QueuePlan, names: Mapping[int, AgentName], agents: Mapping[AgentName, AgentPlan]
) -> str:
    """Sentences: who has the call and why; or its place, what stands in the way of each agent, what would help."""
    if report.decision is not None:
        agent = names[report.decision.agent]
        return f"Call {report.ticket} went to {agent}: {why_matched(report.decision, names)}."
    named = [(names[each.agent], each.verdict) for each in report.verdicts]
    by_verdict = {verdict: [name for name, each in named if each is verdict] for verdict in Verdict}
    needs = _listed(f"{skill} {level}" for skill, level in queue.need.items())
    where = f'Call {report.ticket} waits in queue "{queue.name}"{f", which needs {needs}" if needs else ""}'
    return " ".join(
        [
            f"{where}, at place {report.position}.",
            *_obstacles(by_verdict, queue, agents),
            _way_out(by_verdict, needs),
        ]
    )


def _obstacles(
    by_verdict: Mapping[Verdict, list[AgentName]], queue: QueuePlan, agents: Mapping[AgentName, AgentPlan]
) -> list[str]:
    lacking = [f"{name} ({_lack(queue, agents.get(name))})" for name in by_verdict[Verdict.UNSKILLED]]
    sentences = {
        "Busy": by_verdict[Verdict.BUSY],
        "Not available": by_verdict[Verdict.SIGNED_OUT],
        "Did not take it and not asked again yet": by_verdict[Verdict.EXCLUDED],
        "Without the skill": lacking,
    }
    return [f"{why}: {_listed(who)}." for why, who in sentences.items() if who]


def _lack(queue: QueuePlan, agent: AgentPlan | None) -> str:
    if agent is None:
        return "no longer in the plan"
    has = agent.skills
    short = (skill for skill, level in queue.need.items() if has.get(skill, 0) < level)
    return (
        _listed(f"{skill} {has[skill]}" if skill in has else f"no {skill}" for skill in short) or "skills changed since"
    )


def _way_out(by_verdict: Mapping[Verdict, list[AgentName]], needs: str) -> str:
    if busy := by_verdict[Verdict.BUSY]:
        who = busy[0] if len(busy) == 1 else "whoever of them is free first"
        return f"It goes to {who} unless another call is due sooner."
    if excluded := by_verdict[Verdict.EXCLUDED]:
        return f"It is held out to {_listed(excluded)} again after a while, if they are free then."
    if away := by_verdict[Verdict.SIGNED_OUT]:
        return f"It goes to {away[0] if len(away) == 1 else 'whoever of them signs in first'}."
    return f"Nobody in the plan may take it{f': it needs somebody with {needs}' if needs else ''}."


def duration(milliseconds: Ms) -> str:
    """0:40, 3:10, 1:02:09."""
    minutes, seconds = divmod(milliseconds // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def _listed(names: Iterable[str]) -> str:
    *most, last = [*names] or [""]
    return f"{', '.join(most)} and {last}" if most else last
