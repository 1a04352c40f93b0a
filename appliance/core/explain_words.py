"""How explanations say spans, levels, lists and names."""

from collections.abc import Iterable, Mapping

from appliance.core.spans import clock
from appliance.model.explanation import Lack
from appliance.model.words import Ms, SkillName

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
