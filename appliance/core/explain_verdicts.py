"""The verdict on each agent who was considered for a call, and on each call an agent did not get, as sentences."""

from collections.abc import Iterable

from appliance.core.explain_words import has_only, needs, sentence, soon
from appliance.core.spans import clock
from appliance.model.explanation import Bar, Considered, Doing, Lack, PassedOver
from appliance.model.states import KeyPart

THEN = {Doing.SIGNED_OUT: "then signs out", Doing.ON_BREAK: "then goes on break"}


def verdict(one: Considered, *, next_one: bool = False) -> str:
    """Anna: ready for 3:10, has german 3, gets it."""
    parts = [doing(one), *_bar(one)]
    if one.bar is Bar.NONE and one.levels:
        parts.append(f"has {needs(one.levels)}")
    if one.tier:
        parts.append(f"in tier {one.tier}")
    if one.chosen:
        parts.append("gets it")
    elif next_one:
        parts.append("would have been next")
    elif one.bar is Bar.NONE and one.doing is Doing.READY:
        parts.append("could have taken it")
    return f"{_capital(one.agent)}: {', '.join(parts)}."


def doing(one: Considered) -> str:
    """Part of a sentence: what the agent does, since when, and until when where that is known."""
    call = f" (call {one.call})" if one.call is not None else ""
    ends = f", for another {soon(one.over_in_ms)}" if one.over_in_ms is not None else ""
    then = f", {THEN[one.then]}" if one.then is not None else ""
    if one.doing is Doing.SIGNED_OUT:
        return "signed out"
    if one.doing is Doing.ON_BREAK:
        return f"on break{f' ({one.reason})' if one.reason else ''} for {clock(one.for_ms)}"
    return f"{one.doing.value} for {clock(one.for_ms)}{call}{ends}{then}"


def _bar(one: Considered) -> Iterable[str]:
    if one.bar is Bar.SKILL:
        yield too_low(one)
    elif one.bar is Bar.EXCLUDED:
        again = f" for another {soon(one.asked_again_in_ms)}" if one.asked_again_in_ms is not None else ""
        yield f"did not take it and is not asked again{again}"
    elif one.bar is Bar.SENT_ON:
        again = f" for another {soon(one.asked_again_in_ms)}" if one.asked_again_in_ms is not None else ""
        yield f"sent it on and is not asked{again}"
    elif one.bar is Bar.NO_CALLS:
        yield "takes no calls"
    elif one.bar is Bar.KEPT:
        yield "may take it, but it is kept for another"


def too_low(one: Considered) -> str:
    """Part of a sentence: what is missing, and from when it would do."""
    enough = f" – may take it from {clock(one.enough_at_ms)} of waiting" if one.enough_at_ms is not None else ""
    return f"{short_of(one.lacks)}{enough}"


def short_of(lacks: Iterable[Lack]) -> str:
    """German 2 where 3 is needed."""
    each = [f"{has_only((lack,))} where {lack.needed} is needed" for lack in lacks]
    return " and ".join(each) or "does not serve this queue"


def passed(call: PassedOver, agent: str) -> str:
    """One call that the agent did not get, and why."""
    who = f"Call {call.call} ({call.queue}, waiting {clock(call.waited_ms)})"
    return sentence(f"{who} {_why_passed(call, agent)}")


def _why_passed(call: PassedOver, agent: str) -> str:
    still = f" for another {soon(call.for_ms)}" if call.for_ms is not None else ""
    if call.bar is Bar.SKILL:
        wanted = needs({lack.skill: lack.needed for lack in call.lacks})
        return f"needs {wanted}; {agent} has {has_only(call.lacks)}" if call.lacks else f"is not for {agent}"
    if call.bar is Bar.EXCLUDED:
        return f"was not taken by {agent} before, and is not held out to {agent} again{still}"
    if call.bar is Bar.SENT_ON:
        return f"was sent on by {agent}, and is not held out to {agent}{still}"
    if call.bar is Bar.KEPT:
        return f"is kept for {call.kept_for or 'another'}{still}"
    by = call.by
    if by is None:
        return f"might go to {agent}"
    behind = clock(abs(call.behind))
    return {
        KeyPart.BAND: "stands in a lower band, which is served later",
        KeyPart.LATE: (
            "is past its target, and the turn of such calls comes later"
            if call.late
            else "is not past its target, and this was the turn of those that are"
        ),
        KeyPart.DUE: f"is due {behind} later",
        KeyPart.ARRIVAL: f"came {behind} later",
    }.get(by, "came at the same moment and has the higher number")


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]
