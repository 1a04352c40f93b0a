"""A decision in sentences for the owner of the shop: first what was decided and why, then everybody considered."""

from collections.abc import Callable

from appliance.core.explain_nobody import obstacles
from appliance.core.explain_verdicts import passed, verdict
from appliance.core.explain_words import calls, eased, has_only, listed, needs, sentence, skills
from appliance.core.spans import clock
from appliance.model.explanation import Decision, Doing, Overtaken
from appliance.model.policy import Strategy
from appliance.model.states import KeyPart, Trigger
from appliance.model.words import AgentName, CallId, Ms

CHOOSES_A_CALL = {
    Trigger.SIGNED_IN: "signed in",
    Trigger.FREED: "became free",
    Trigger.SKILLED: "may take it now",
}
"""Here an agent looks for a call, and what the agent did."""

_SINCE = frozenset({KeyPart.IDLE_SINCE, KeyPart.ARRIVAL})
_UNTIL = frozenset({KeyPart.DUE, KeyPart.LATE})


def tell_decision(what: Decision) -> tuple[str, ...]:
    """The first sentence says it all; then one per agent considered, then one per call passed over."""
    agent = what.chosen[0] if what.chosen else ""
    agents = [verdict(one, next_one=one.agent == what.runner_up) for one in what.considered]
    others = [passed(call, agent) for call in what.passed_over]
    return (
        sentence(_headline(what)),
        *agents,
        *_more(what.considered_in_all - len(agents), "agent"),
        *others,
        *_more(what.passed_over_in_all - len(others), "call"),
    )


def tell_overtaken(what: Overtaken) -> tuple[str, ...]:
    """While the call waited, another one came first."""
    return (sentence(f"{what.agent} was offered call {what.took}"), passed(what.why, what.agent))


def as_span(part: KeyPart, value: int | None, now: Ms) -> int | None:
    """Times of the engine's clock as what had lasted, or was to come; other values as they are."""
    if value is None:
        return None
    if part in _SINCE:
        return now - value
    return value - now if part in _UNTIL else value


def _more(number: int, what: str) -> tuple[str, ...]:
    return (f"And {number} more {what}{'' if number == 1 else 's'}.",) if number > 0 else ()


def _headline(what: Decision) -> str:
    if not what.chosen:
        still = "" if what.because is Trigger.ARRIVED else "still "
        return f"{_occasion(what)}{still}nobody could take it: {obstacles(what)}"
    if what.strategy is Strategy.RING_ALL and what.because in CHOOSES_A_CALL:
        return f"{what.chosen[0]} {CHOOSES_A_CALL[what.because]}, and it rings there too"
    if what.strategy is Strategy.RING_ALL and len(what.chosen) > 1:
        return f"{_occasion(what)}it rings at {listed(what.chosen)}: the first to answer has it"
    if what.because in CHOOSES_A_CALL:
        return f"{what.chosen[0]} {CHOOSES_A_CALL[what.because]} and was offered it: {why_this_call(what)}"
    return f"{_occasion(what)}offered to {what.chosen[0]}, who {_and(_has_skills(what), why_this_agent(what))}"


def _and(*parts: str) -> str:
    return " and ".join(part for part in parts if part)


def _occasion(what: Decision) -> str:
    """What had happened, where it is not simply that the call came."""
    if what.because is Trigger.RELAXED and what.relaxed_by is not None:
        return f"from {clock(what.relaxed_by.after_ms)} of waiting {eased(what.relaxed_by)}: "
    return {
        Trigger.GIVEN_BACK: "it was not taken: ",
        Trigger.REPLANNED: "the settings were changed: ",
        Trigger.READMITTED: "who was left out for a while may be asked again: ",
        Trigger.RELEASED: f"it is no longer kept for {what.preferred or 'one agent'}: ",
    }.get(what.because, "")


def _has_skills(what: Decision) -> str:
    winner = next((one for one in what.considered if one.agent == what.chosen[0]), None)
    if winner is None or not winner.levels:
        return ""
    was = "was" if len(what.first_need) == 1 else "were"
    enough = f" – {needs(what.first_need)} {was} needed at first –" if what.relaxed_by and what.first_need else ""
    return f"has {skills(winner.levels)}{enough or _would_do(what)}"


def _would_do(what: Decision) -> str:
    """Who is ready and will be skilled enough once the need is relaxed: for them it did not wait."""
    later = [one for one in what.considered if one.doing is Doing.READY and one.enough_at_ms is not None]
    if not later:
        return ""
    first = min(later, key=lambda one: (one.enough_at_ms or 0, -one.for_ms))
    at = clock(first.enough_at_ms or 0)
    if first.enough_by is not None and first.enough_by.need is None:
        return f" – {first.agent} may take it too from {at} –"
    if len(what.need) == 1 and first.lacks and first.lacks[0].has:
        return f" – {first.agent}'s level {first.lacks[0].has} would do from {at} –"
    return f" – {first.agent}{f' with {has_only(first.lacks)}' if first.lacks else ''} would do from {at} –"


def why_this_agent(what: Decision) -> str:
    """Part of a sentence after "who": what told the winner from the runner-up."""
    other = what.runner_up
    if what.kept:
        return "is the one whom this caller spoke with last, and for whom it is kept"
    if other is None or what.told_by is KeyPart.ONLY:
        return "is the only one ready who may take it"
    won, lost = what.won_with or 0, what.lost_with or 0
    if what.told_by is KeyPart.STRATEGY:
        return by_strategy(what.strategy, other, won, lost)
    return _AGENT_FIRST_BY.get(what.told_by, _agent_first_by_id)(other, won, lost)


def _ready_longer(other: AgentName, won: Ms, lost: Ms) -> str:
    if clock(won) == clock(lost):
        return f"was ready a moment before {other}"
    return f"has been ready for {clock(won)} against {other}'s {clock(lost)}"


def _agent_first_by_id(other: AgentName, _won: int, _lost: int) -> str:
    return f"comes before {other} in the plan, both having been ready equally long"


_AGENT_FIRST_BY: dict[KeyPart, Callable[[AgentName, int, int], str]] = {
    KeyPart.PREFERRED: lambda other, _won, _lost: f"is the one whom this caller spoke with last, before {other}",
    KeyPart.TIER: lambda other, won, lost: f"is in tier {won}, before {other} in tier {lost}",
    KeyPart.RING: lambda other, _won, _lost: f"meets what was needed at first, which {other} does not",
    KeyPart.IDLE_SINCE: _ready_longer,
}


def by_strategy(strategy: Strategy, other: AgentName, won: int, lost: int) -> str:
    """Part of a sentence after "who": the strategy's own reason, with its numbers where they mean something."""
    if strategy not in _BY_STRATEGY:
        return f"comes before {other}"
    return _BY_STRATEGY[strategy](other, won, lost)


_BY_STRATEGY: dict[Strategy, Callable[[AgentName, int, int], str]] = {
    Strategy.LEAST_OCCUPIED: lambda other, won, lost: (
        f"was busy for {_share(won)} of the time signed in within the last hour against {other}'s {_share(lost)}"
    ),
    Strategy.FEWEST_CALLS: lambda other, won, lost: f"has had {calls(won)} today against {other}'s {lost}",
    Strategy.LEAST_TALK_TIME: lambda other, won, lost: f"has talked {clock(won)} today against {other}'s {clock(lost)}",
    Strategy.ROUND_ROBIN: lambda other, won, _lost: (
        f"is next in turn ({other}'s last call came later)" if won else "is next in turn (no call so far)"
    ),
    Strategy.LINEAR: lambda other, _won, _lost: f"stands before {other} in the list",
    Strategy.RANDOM: lambda other, _won, _lost: f"was drawn by lot before {other}",
    Strategy.BEST_SKILL: lambda other, won, lost: (
        f"is better at what is needed than {other} (levels of {abs(won)} against {abs(lost)})"
    ),
    Strategy.LEAST_VERSATILE: lambda other, won, lost: (
        f"has {_skills(won)} against {other}'s {lost}, so that {other} stays free for what fewer can do"
    ),
    Strategy.LIGHTER_NEXT: lambda other, _won, _lost: f"has had lighter calls lately than {other}",
}


def _share(millionths: int) -> str:
    return f"{millionths / 10_000:.1f} %"


def _skills(number: int) -> str:
    return f"{number} skill{'' if number == 1 else 's'}"


def why_this_call(what: Decision) -> str:
    """Part of a sentence: why an agent who looked for a call got this one."""
    ahead = abs((what.won_with or 0) - (what.lost_with or 0))
    share = "" if what.late_every < 2 else f", and at least one call in {what.late_every} goes to such a one"
    return call_first_by(what.told_by, what.runner_up_call, ahead, late=what.late, share=share)


def call_first_by(part: KeyPart, other: CallId | None, ahead: Ms, *, late: bool, share: str = "") -> str:
    """The same from the bare facts: by what, before which call, by how much."""
    if other is None or part is KeyPart.ONLY:
        return "no other call waits that they may take"
    sentence = (_LATE_CALL_FIRST_BY if late else _CALL_FIRST_BY).get(part, _CALL_FIRST_BY_NUMBER)
    return sentence.format(other=f"call {other}", ahead=clock(ahead), share=share)


_CALL_FIRST_BY = {
    KeyPart.BAND: "it stands in a higher band than {other}, which is served first",
    KeyPart.LATE: "it can still be answered in time; {other} is past its target, and its turn comes later",
    KeyPart.DUE: "it is due first, {ahead} before {other}",
    KeyPart.ARRIVAL: "it is due together with {other}, and came {ahead} earlier",
}
_LATE_CALL_FIRST_BY = _CALL_FIRST_BY | {
    KeyPart.LATE: "it is past its answer target, which {other} is not{share}",
    KeyPart.ARRIVAL: "it is past its answer target like {other}, and has waited {ahead} longer",
}
_CALL_FIRST_BY_NUMBER = "it came together with {other} and has the lower number"
