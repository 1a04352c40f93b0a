"""Why a call still waits, in sentences: where it stands, what stands in the way, what would bring it to somebody."""

from collections.abc import Iterable, Sized

from appliance.core.explain_agents import NOT_ASKED
from appliance.core.explain_verdicts import THEN, short_of
from appliance.core.explain_ways_out import ways_out
from appliance.core.explain_words import any_of, listed, sentence, soon
from appliance.core.spans import clock
from appliance.model.explanation import Ahead, Bar, Considered, Doing, Waiting, WhyWaiting
from appliance.model.states import CallState, KeyPart

_ELSEWHERE = {
    CallState.RINGING: "rings, and the box has not answered it yet",
    CallState.ANSWERING: "is being answered by the box",
    CallState.LEAVING_MESSAGE: "does not wait: the caller is leaving a message",
    CallState.DIALLING: "does not wait: the number is being dialled",
    CallState.CALLING: "does not wait: it is an outgoing call that nobody has answered yet",
    CallState.TRANSFERRING: "does not wait: it is being handed over to another telephone",
    CallState.ENDED: "does not wait: it has ended",
}

_BUSY = (Doing.TALKING, Doing.HOLDING, Doing.WATCHING, Doing.DIALLING, Doing.OFFERED, Doing.WRAPPING_UP)


def told_waiting(why: WhyWaiting) -> Waiting:
    if not why.waits:
        return Waiting(sentences=(sentence(f"call {why.call} {_elsewhere(why)}"),), facts=why)
    told = tuple(map(sentence, (_where(why), *_standing(why), *_obstacles(why))))
    return Waiting(sentences=told, ways_out=tuple(map(sentence, ways_out(why))), facts=why)


def _elsewhere(why: WhyWaiting) -> str:
    if why.state is None:
        return f"does not wait: it has ended; `callbox explain {why.call}` tells how"
    if why.talks_with is not None and why.state not in _ELSEWHERE:
        return f"does not wait: {why.talks_with} is talking with the caller"
    return _ELSEWHERE.get(why.state, f'does not wait for anybody: the box has the caller, at "{why.step}"')


def _where(why: WhyWaiting) -> str:
    wanted = any_of((why.need, *why.or_needs), why.or_agents)
    needing = f", which needs {wanted}" if wanted else ""
    older = f"; the caller first asked for a person {clock(why.age_ms)} ago" if why.age_ms > why.waited_ms else ""
    return f'call {why.call} has waited {clock(why.waited_ms)} in queue "{why.queue}"{needing}{older}'


def _standing(why: WhyWaiting) -> Iterable[str]:
    if why.age_ms > why.target_ms:
        yield f"it should have been answered within {clock(why.target_ms)}"
    if why.offered_to:
        ringing = [one for one in why.considered if one.agent in why.offered_to]
        left = max((one.over_in_ms for one in ringing if one.over_in_ms is not None), default=None)
        until = f", for another {soon(left)} at the most" if left is not None else ""
        yield f"it rings at {listed(why.offered_to)} now{until}"
    elif len(why.ahead) == why.place - 1:
        ahead = f": {listed(f'call {call}' for call in why.ahead)} come{'s' if why.place == 2 else ''} first"
        first = "it is first in its line" if why.elsewhere else "it is next in line"
        yield f"it is number {why.place} in line{ahead}" if why.ahead else first
    else:
        before = listed(f"call {call}" for call in why.ahead)
        yield f"it is number {why.place} in line; first come {before}"
    yield from _elsewhere_first(why)
    if why.kept_for is not None:
        still = f" for another {soon(why.kept_for_ms)}" if why.kept_for_ms is not None else ""
        yield f"it is kept for {why.kept_for}, who spoke with this caller last{',' if still else ''}{still}"


def _elsewhere_first(why: WhyWaiting) -> Iterable[str]:
    """Calls of other lines: those that come first for sure, and those whose turn may come before."""
    for sure, verb in ((True, "come"), (False, "may come")):
        calls = [one for one in why.elsewhere if one.sure is sure]
        if calls:
            one = len(calls) == 1
            line, ending = ("another line", "s" if sure else "") if one else ("other lines", "")
            yield f"{listed(map(_before, calls))} of {line} {verb}{ending} first"
    if why.elsewhere_in_all > len(why.elsewhere):
        yield f"and so on: {why.elsewhere_in_all} calls of other lines in all"


def _before(one: Ahead) -> str:
    """Call 2 (sales, due 0:05 earlier)."""
    late = "past its target" if one.late else "which can still be answered in time"
    by = {
        KeyPart.BAND: "in a higher band",
        KeyPart.LATE: late,
        KeyPart.DUE: f"due {clock(one.ahead)} earlier",
        KeyPart.ARRIVAL: f"which came {clock(one.ahead)} earlier",
    }.get(one.by, "which came at the same moment")
    return f"call {one.call} ({one.queue}, {by})"


def _obstacles(why: WhyWaiting) -> Iterable[str]:
    """What keeps each agent; those alike together."""
    may = [
        one for one in why.considered if one.bar not in {Bar.SKILL, Bar.NO_CALLS} and one.agent not in why.offered_to
    ]
    for kind in (*_BUSY, Doing.ON_BREAK, Doing.SIGNED_OUT):
        alike = [one for one in may if one.doing is kind]
        if alike:
            yield f"{listed(map(_detailed, alike))} {_be(alike)} {kind.value}"
    yield from (f"{one.agent} {_not_asked(one)}" for one in may if one.bar in NOT_ASKED)
    kept = [one for one in may if one.bar is Bar.KEPT and one.doing is Doing.READY]
    if kept:
        yield f"{listed(one.agent for one in kept)} {_be(kept)} ready, but it is kept for {why.kept_for}"
    short = [one for one in why.considered if one.bar is Bar.SKILL]
    by_lack: dict[str, list[str]] = {}
    for one in short:
        by_lack.setdefault(short_of(one.lacks), []).append(one.agent)
    yield from (f"{listed(names)}: {lack}" for lack, names in by_lack.items())
    if why.considered_in_all > len(why.considered):
        yield f"and so on: {why.considered_in_all} agents in all"


def _detailed(one: Considered) -> str:
    """Anna (2:10, call 7)."""
    call = f"call {one.call}" if one.call is not None else ""
    lasted = "" if one.doing is Doing.SIGNED_OUT else clock(one.for_ms)
    then = THEN[one.then] if one.then is not None else ""
    details = ", ".join(part for part in (one.reason, lasted, call, then) if part)
    return f"{one.agent} ({details})" if details else one.agent


def _not_asked(one: Considered) -> str:
    again = f" for another {soon(one.asked_again_in_ms)}" if one.asked_again_in_ms is not None else ""
    did = "sent it on" if one.bar is Bar.SENT_ON else "did not take it"
    return f"{did}, and is not asked again{again}"


def _be(names: Sized) -> str:
    return "is" if len(names) == 1 else "are"
