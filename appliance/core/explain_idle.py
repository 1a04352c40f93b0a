"""Why an agent has had nothing for a while, in sentences: what came, who got it and why, which skill would help."""

from collections.abc import Iterable

from appliance.core.explain_verdicts import passed
from appliance.core.explain_words import calls, has_only, listed, needs, sentence, soon
from appliance.core.spans import clock
from appliance.model.explanation import Bar, Doing, Missed, WhyIdle
from appliance.model.policy import Strategy
from appliance.model.states import KeyPart

_FIRST = {
    Strategy.LONGEST_IDLE: ("who had been ready longer",) * 2,
    Strategy.LEAST_OCCUPIED: ("who had been busy for a smaller share of the last hour",) * 2,
    Strategy.FEWEST_CALLS: ("who had had fewer calls",) * 2,
    Strategy.LEAST_TALK_TIME: ("who had talked less",) * 2,
    Strategy.ROUND_ROBIN: ("whose turn it was",) * 2,
    Strategy.LINEAR: ("who stands before them in the list", "who stand before them in the list"),
    Strategy.RANDOM: ("who was drawn by lot", "who were drawn by lot"),
    Strategy.BEST_SKILL: ("who is better at what was needed", "who are better at what was needed"),
    Strategy.LEAST_VERSATILE: ("who has fewer skills", "who have fewer skills"),
    Strategy.LIGHTER_NEXT: ("who had had lighter calls",) * 2,
    Strategy.RING_ALL: ("who answered first",) * 2,
}
"""Of one agent, of several."""


def tell_idle(why: WhyIdle) -> tuple[str, ...]:
    """First what the agent does, then what came and why they did not get it, then what waits now."""
    if why.doing is not Doing.READY:
        return tuple(map(sentence, (_other(why), *_would_wait(why))))
    return tuple(map(sentence, (_ready(why), *_came(why), *_skills_that_help(why), *_waits(why))))


def _other(why: WhyIdle) -> str:
    lasted = clock(why.for_ms)
    busy = f" with call {why.call}" if why.call is not None else ""
    ends = f", for another {soon(why.over_in_ms)} at the most" if why.over_in_ms is not None else ""
    return {
        Doing.SIGNED_OUT: f"{why.agent} is signed out; nobody is offered a call before signing in",
        Doing.ON_BREAK: (
            f"{why.agent} has been on break{f' ({why.reason})' if why.reason else ''} for {lasted}; "
            "no call is offered until the break is over"
        ),
        Doing.OFFERED: f"{why.agent} is being rung{busy}, {lasted} so far{ends}",
        Doing.DIALLING: f"{why.agent} has been calling somebody for {lasted} (call {why.call})",
        Doing.TALKING: f"{why.agent} is not idle but talking{busy}, for {lasted}",
        Doing.HOLDING: f"{why.agent} is not idle but has call {why.call} on hold, for {lasted}",
        Doing.WATCHING: f"{why.agent} is not idle but hears call {why.call}, which somebody else has, for {lasted}",
        Doing.WRAPPING_UP: f"{why.agent} has been wrapping up for {lasted}{ends}; the next call may come then",
    }[why.doing]


def _would_wait(why: WhyIdle) -> Iterable[str]:
    """While nobody may be offered anything: whether it would matter."""
    takeable = [call for call in why.waiting if call.bar is Bar.NONE]
    if why.doing in {Doing.SIGNED_OUT, Doing.ON_BREAK} and takeable:
        yield f"{calls(len(takeable))} that {why.agent} may take wait{'s' if len(takeable) == 1 else ''} now"


def _ready(why: WhyIdle) -> str:
    return f"{why.agent} has been ready for {clock(why.for_ms)} without a call"


def _came(why: WhyIdle) -> Iterable[str]:
    since = f"in the last {clock(why.remembered_ms)}, which is as far as is remembered, " if why.remembered_ms else ""
    if not why.came and not why.waited_already:
        yield f"{since}nothing came at all: no caller has asked for a person in that time"
        return
    already = f"{calls(why.waited_already)} waited already"
    came = f"{calls(why.came)} came in that time" if why.came else "nobody came in that time"
    yield f"{since}{came}{', and' if why.came else ', but'} {already}" if why.waited_already else f"{since}{came}"
    yield from (_missed(kind, why.agent) for kind in why.missed)


def _missed(kind: Missed, agent: str) -> str:
    number = calls(kind.calls)
    one = kind.calls == 1
    if kind.bar is Bar.SKILL:
        need = needs({lack.skill: lack.needed for lack in kind.lacks})
        short = f"needed {need} ({agent} has {has_only(kind.lacks)})"
        other = f"{_was(one=one)} of {_queues(kind)}, which {agent} does not serve"
        return f"{number} {short if need else other}{_what_became(kind)}"
    if kind.bar is Bar.EXCLUDED:
        return f"{number} had been offered to {agent} before{_what_became(kind)}"
    if kind.bar is Bar.KEPT:
        return f"{number} {_was(one=one)} kept for {listed(kind.kept_for)}, who spoke with the caller last"
    if not kind.took:
        return f"{number} found nobody, or ended before anybody was free"
    return f"{number} went to {listed(kind.took)}, {_before(kind)}"


def _was(*, one: bool) -> str:
    return "was" if one else "were"


def _queues(kind: Missed) -> str:
    return f"queue{'' if len(kind.queues) == 1 else 's'} {listed(kind.queues)}"


def _what_became(kind: Missed) -> str:
    """Who took them, and how many nobody did."""
    nobody = "nobody took" if kind.untaken else ""
    if not kind.took:
        return f": {nobody} {'it' if kind.calls == 1 else 'them'}" if nobody else ""
    took = f"went to {listed(kind.took)}"
    return f": {nobody} {kind.untaken}, the others {took}" if nobody else f": {took}"


def _before(kind: Missed) -> str:
    """Who the others are, after a comma: why they came first."""
    several = len(kind.took) > 1
    return {
        KeyPart.PREFERRED: f"who had spoken with {'this caller' if kind.calls == 1 else 'these callers'} last",
        KeyPart.TIER: "in a tier that comes first",
        KeyPart.RING: "who met what was needed at first",
        KeyPart.STRATEGY: _FIRST[kind.strategy][several],
        KeyPart.IDLE_SINCE: _FIRST[Strategy.LONGEST_IDLE][several],
    }.get(kind.by or KeyPart.AGENT, ("who comes first in the plan", "who come first in the plan")[several])


def _skills_that_help(why: WhyIdle) -> Iterable[str]:
    """What to teach: each skill alone, by how many calls it would have opened."""
    helps = [kind for kind in why.missed if kind.bar is Bar.SKILL and kind.lacks]
    if helps:
        would = (f"{needs({lack.skill: lack.needed for lack in kind.lacks})} ({calls(kind.calls)})" for kind in helps)
        yield f"what would have helped: {listed(would)}"


def _waits(why: WhyIdle) -> Iterable[str]:
    if not why.waiting:
        return
    more = why.waiting_in_all - len(why.waiting)
    yield from (passed(call, why.agent) for call in why.waiting)
    if more > 0:
        yield f"{more} more call{'s wait' if more > 1 else ' waits'}"
