"""What would bring a call that waits to somebody: what the clock brings, and what people may do."""

from collections.abc import Iterable

from appliance.core.explain_agents import NOT_ASKED
from appliance.core.explain_words import eased, listed, skills, soon
from appliance.core.spans import clock
from appliance.model.explanation import Bar, Considered, Doing, WhyWaiting
from appliance.model.policy import Relaxation
from appliance.model.words import Ms

_SOON_FREE = frozenset({Doing.TALKING, Doing.HOLDING, Doing.WATCHING, Doing.DIALLING, Doing.OFFERED})


def ways_out(why: WhyWaiting) -> Iterable[str]:
    """What the clock brings, in its order; then what people may do; at last that it leaves, and nothing beyond that."""
    if why.offered_to and _leaves_unanswered(why):
        yield f"if {_who_is_rung(why)} not answer, the caller goes on without a person"
        return
    timed = sorted((after, text) for one in why.considered for after, text in _timed(one, why))
    in_time = [text for after, text in timed if why.overflow_in_ms is None or after < why.overflow_in_ms]
    may = [one for one in why.considered if one.bar is Bar.NONE and one.agent not in why.offered_to]
    yield from _if_not_answered(why, may, alone=not may and not in_time)
    yield from in_time
    yield from _by_people(why, may, later=bool(timed))
    if not may and not timed and not why.offered_to:
        yield _never(why)
    if why.overflow_in_ms is not None:
        yield f"in {soon(why.overflow_in_ms)} at the latest the caller goes on without a person"


def _leaves_unanswered(why: WhyWaiting) -> bool:
    """Its time is up before the phones that ring fall silent."""
    ends = [one.over_in_ms for one in why.considered if one.agent in why.offered_to and one.over_in_ms is not None]
    over = why.overflow_in_ms is not None and bool(ends) and why.overflow_in_ms <= max(ends)
    return why.overdue or over


def _who_is_rung(why: WhyWaiting) -> str:
    return f"{listed(why.offered_to)} {'does' if len(why.offered_to) == 1 else 'do'}"


def _if_not_answered(why: WhyWaiting, may: list[Considered], *, alone: bool) -> Iterable[str]:
    ready = [one.agent for one in may if one.doing is Doing.READY]
    if why.offered_to and ready:
        yield f"if {_who_is_rung(why)} not answer, it goes to {listed(ready, last='or')}"
    elif why.offered_to and alone:
        again = "is" if len(why.offered_to) == 1 else "are"
        yield (
            f"if {_who_is_rung(why)} not answer, it waits until {listed(why.offered_to)} {again} asked again: "
            "nobody else may take it"
        )
    elif why.offered_to:
        yield f"if {_who_is_rung(why)} not answer, it keeps its place in line"


def _by_people(why: WhyWaiting, may: list[Considered], *, later: bool) -> Iterable[str]:
    busy = [one.agent for one in may if one.doing in _SOON_FREE and one.then is None]
    if len(busy) > 1:
        yield f"it goes to {listed(busy, last='or')}, whoever is free first{_unless(why)}"
    elif busy:
        yield f"it goes to {busy[0]} as soon as they are free{_unless(why)}"
    yield from (f"it may go to {one.agent} when the break is over" for one in may if one.doing is Doing.ON_BREAK)
    out = [one.agent for one in may if one.doing is Doing.SIGNED_OUT]
    here = any(one.doing is not Doing.SIGNED_OUT for one in may) or later or why.offered_to
    if out:
        nobody = "" if here else "nobody who may take it is signed in: "
        yield f"{nobody}it may go to {listed(out, last='or')} once signed in"


def _timed(one: Considered, why: WhyWaiting) -> Iterable[tuple[Ms, str]]:
    unless = _unless(why)
    if one.bar is Bar.SKILL and one.enough_at_ms is not None and one.enough_by is not None:
        after = max(0, one.enough_at_ms - why.age_ms)
        yield (
            after,
            f"in {soon(after)}, from {clock(one.enough_at_ms)} of waiting, {_opened(one, one.enough_by, unless)}",
        )
    elif one.bar in NOT_ASKED and one.asked_again_in_ms is not None:
        ready = one.doing is Doing.READY
        yield one.asked_again_in_ms, f"in {soon(one.asked_again_in_ms)} {one.agent} is asked again{_if_free(ready)}"
    elif one.bar is Bar.KEPT and why.kept_for_ms is not None and one.doing is Doing.READY:
        yield why.kept_for_ms, f"in {soon(why.kept_for_ms)} {one.agent} may take it{unless}"
    elif one.bar is Bar.NONE and one.doing is Doing.WRAPPING_UP and one.over_in_ms is not None and one.then is None:
        yield (
            one.over_in_ms,
            f"in {soon(one.over_in_ms)} at the latest {one.agent} has wrapped up and may take it{unless}",
        )


def _opened(one: Considered, step: Relaxation, unless: str) -> str:
    """What a step of the relaxation changes for somebody."""
    ready = one.doing is Doing.READY
    if step.need is None:
        return f"the queue is open to {one.agent}{f': it goes there then{unless}' if ready else f', now {_now(one)}'}"
    then = f"it goes to {one.agent} then{unless}" if ready else f"{one.agent}, now {_now(one)}, may take it then"
    return f"{eased(step)}: {then}"


def _if_free(ready: bool) -> str:  # noqa: FBT001 – private, one meaning
    return "" if ready else ", if free then"


def _now(one: Considered) -> str:
    return one.doing.value


def _unless(why: WhyWaiting) -> str:
    number = why.place - 1 + why.elsewhere_in_all
    if number <= 0:
        return ""
    return ", unless the call before it does" if number == 1 else f", unless one of the {number} before it does"


def _never(why: WhyWaiting) -> str:
    close = [one for one in why.considered if one.bar is Bar.SKILL]
    if not close:
        return "there is no agent at all who might take it"
    wanted = (
        f"give somebody {listed(map(skills, (why.need, *why.or_needs)), last='or')}"
        if why.need
        else "let somebody serve this queue"
    )
    return f"nobody in the plan may ever take it: {wanted}, or let the queue ask for less after a while"
