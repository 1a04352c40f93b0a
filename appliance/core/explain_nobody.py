"""Why nobody took a call, everybody in one breath."""

from appliance.core.explain_words import has_only, listed
from appliance.core.spans import clock
from appliance.model.explanation import Bar, Considered, Decision, Doing, Lack
from appliance.model.words import AgentName, Ms

_GROUPS = {
    Doing.TALKING: "talking",
    Doing.OFFERED: "being rung",
    Doing.DIALLING: "calling somebody",
    Doing.WRAPPING_UP: "wrapping up",
    Doing.HOLDING: "talking with callers on hold",
    Doing.WATCHING: "hearing conversations of others",
    Doing.SIGNED_OUT: "signed out",
}

MOST_GROUPS = 4
"""Of people who fall short in the same way; more are counted, or nobody reads them."""


def obstacles(what: Decision) -> str:
    """Part of a sentence; those alike together."""
    free = [one for one in what.considered if one.bar is Bar.NONE]
    parts = [_is(_names(free, doing), words) for doing, words in _GROUPS.items() if _names(free, doing)]
    away = [one for one in free if one.doing is Doing.ON_BREAK]
    parts += [f"{one.agent} is on break{f' ({one.reason})' if one.reason else ''}" for one in away]
    parts += _short_of_skill(what)
    excluded = [one.agent for one in what.considered if one.bar is Bar.EXCLUDED]
    parts += [f"{listed(excluded)} did not take it before"] if excluded else []
    parts += [f"{one.agent} sent it on" for one in what.considered if one.bar is Bar.SENT_ON]
    none = [one.agent for one in what.considered if one.bar is Bar.NO_CALLS]
    parts += [f"{listed(none)} {'takes' if len(none) == 1 else 'take'} no calls"] if none else []
    parts += [f"it is kept for {what.preferred or 'another'}"] if _kept(what) else []
    return "; ".join(parts) or "there is no agent"


def _names(agents: list[Considered], doing: Doing) -> list[AgentName]:
    return [one.agent for one in agents if one.doing is doing]


def _is(names: list[AgentName], what: str) -> str:
    return f"{listed(names)} {'is' if len(names) == 1 else 'are'} {what}"


def _short_of_skill(what: Decision) -> list[str]:
    """Those alike together; of many ways to fall short the first few, and how many more people do."""
    alike: dict[tuple[tuple[Lack, ...], Ms | None], list[Considered]] = {}
    for one in what.considered:
        if one.bar is Bar.SKILL:
            alike.setdefault((one.lacks, one.enough_at_ms), []).append(one)
    groups = list(alike.values())
    told, rest = groups[:MOST_GROUPS], sum(map(len, groups[MOST_GROUPS:]))
    more = [f"{rest} more {'is' if rest == 1 else 'are'} not skilled enough either"] if rest else []
    return [*map(_lacking, told), *more]


def _lacking(alike: list[Considered]) -> str:
    """Ben's german 2 is too low; ivo and leo have no german."""
    first, several = alike[0], len(alike) > 1
    names = listed(one.agent for one in alike)
    until = f" until {clock(first.enough_at_ms)}" if first.enough_at_ms is not None else ""
    if not first.lacks:
        return f"{names} {'do' if several else 'does'} not serve this queue{until}"
    own = listed(f"{lack.skill} {lack.has}" for lack in first.lacks if lack.has)
    if own and not several:
        return f"{names}'s {own} is too low{until}"
    have = "have" if several else "has"
    return f"{names} {have} {own}, too low{until}" if own else f"{names} {have} {has_only(first.lacks)}{until}"


def _kept(what: Decision) -> bool:
    return any(one.bar is Bar.KEPT for one in what.considered)
