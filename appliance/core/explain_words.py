"""How explanations say spans, levels, lists and names."""

from collections.abc import Iterable, Mapping

from appliance.core.spans import clock
from appliance.model.explanation import Lack
from appliance.model.policy import Relaxation
from appliance.model.words import AgentName, Ms, SkillName

MOST_NAMED = 5
"""Names in one list; more are counted, or nobody reads them."""


def sentence(text: str) -> str:
    """With a capital letter and a full stop."""
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(('.', '!', '?')) else '.'}"


def listed(names: Iterable[object], *, last: str = "and") -> str:
    """Anna, ben and cid; of many the first, and how many more."""
    texts = [str(name) for name in names]
    if len(texts) > MOST_NAMED + 1:
        texts = [*texts[:MOST_NAMED], f"{len(texts) - MOST_NAMED} more"]
    *most, final = texts or [""]
    return f"{', '.join(most)} {last} {final}" if most else final


def needs(need: Mapping[SkillName, int]) -> str:
    return listed(f"{skill} {level}" for skill, level in need.items())


def any_of(ways: Iterable[Mapping[SkillName, int]], agents: Iterable[AgentName] = ()) -> str:
    """German 3 or service 1 or anna; empty where one of the ways asks for nothing."""
    each = [needs(way) for way in ways]
    return listed([*each, *agents], last="or") if all(each) else ""


def eased(step: Relaxation) -> str:
    """What a step of the relaxation makes easier, as a sentence of its own."""
    if step.need is not None:
        return f"{needs(step.need)} is enough" if step.need else "anybody may take the call"
    return f"{listed([*(f'whoever serves {queue}' for queue in step.queues), *step.agents])} may take the call too"


def skills(levels: Mapping[SkillName, int]) -> str:
    """As what somebody has: german at level 3 and billing at level 2."""
    return listed(f"{skill} at level {level}" for skill, level in levels.items())


def has_only(lacks: Iterable[Lack]) -> str:
    """What somebody has where more is needed: german 2 and no billing."""
    return listed(f"{lack.skill} {lack.has}" if lack.has else f"no {lack.skill}" for lack in lacks)


def calls(number: int) -> str:
    return f"{number} call{'' if number == 1 else 's'}"


def soon(ms: Ms) -> str:
    """A span that is still to come, rounded up to whole seconds: 0:00 would promise what has not happened."""
    return clock(max(0, -(-ms // 1000) * 1000))
