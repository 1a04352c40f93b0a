"""What a draft changes, in words, and which of it a rehearsal can tell the effect of."""

from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from typing import Any, NamedTuple

import msgspec

from appliance.config.friendly import write_duration
from appliance.config.reader import is_duration, key_of
from appliance.core.explain_words import eased
from appliance.model.plan import AgentPlan, Plan, QueuePlan
from appliance.model.policy import Capacity, Relaxation, RoutingPlan
from appliance.model.settings import DriverChoice, Settings
from appliance.model.words import Value

REHEARSED: dict[type[Value], frozenset[str]] = {
    RoutingPlan: frozenset({"strategy", "late_every"}),
    QueuePlan: frozenset(
        {
            "need",
            "target_ms",
            "head_start_ms",
            "band",
            "top_after_ms",
            "strategy",
            "tiers",
            "prefer_last_agent_ms",
            "relax",
            "load",
            "max_wait_ms",
            "needs_staff",
        }
    ),
    AgentPlan: frozenset({"skills", "tier", "position", "wrap_up_ms"}),
    Capacity: frozenset({"voice"}),
}
"""All else changes nothing in a rehearsal: what comes before the queue, who does not answer, what is said meanwhile."""


class Changes(NamedTuple):
    rehearsed: tuple[str, ...]
    others: tuple[str, ...]


def changes(present: Settings, draft: Settings) -> Changes:
    """Each in one line: `queue service: target 20 s → 30 s`."""
    found = plan_changes(present.plan, draft.plan)
    outside = ("box", "web", "sound", "lamps", "lines", "stations")
    others = [name for name in outside if _placeless(getattr(present, name)) != _placeless(getattr(draft, name))]
    return Changes(found.rehearsed, (*found.others, *(f"{name} of the box" for name in others)))


def _placeless(chosen: Any) -> Any:
    """Where a driver's choice stands is no difference."""
    if isinstance(chosen, DriverChoice):
        return chosen.driver, chosen.options
    return {name: _placeless(each) for name, each in chosen.items()} if isinstance(chosen, dict) else chosen


def plan_changes(present: Plan, draft: Plan) -> Changes:
    every = [*_fields("routing", present.routing, draft.routing)]
    every += _named("queue", present.queues, draft.queues)
    every += _named("agent", present.agents, draft.agents)
    apart = ("lines", "flows", "hours", "lamps", "prompts")
    others = [f"{name} of the plan" for name in apart if getattr(present, name) != getattr(draft, name)]
    return Changes(
        tuple(words for words, rehearsed in every if rehearsed),
        (*(words for words, rehearsed in every if not rehearsed), *others),
    )


def _named(
    kind: str, present: Iterable[QueuePlan | AgentPlan], draft: Iterable[QueuePlan | AgentPlan]
) -> Iterator[tuple[str, bool]]:
    before, after = ({each.name: each for each in several} for several in (present, draft))
    for name, value in after.items():
        if name in before:
            yield from _fields(f"{kind} {name}", before[name], value)
        else:
            yield f"{kind} {name} is added", kind == "agent"
    yield from ((f"{kind} {name} is taken out", True) for name in before if name not in after)


def _fields(where: str, before: Value, after: Value) -> Iterator[tuple[str, bool]]:
    rehearsed = REHEARSED[type(before)]
    for field in msgspec.structs.fields(before):
        old, new = getattr(before, field.name), getattr(after, field.name)
        if old == new:
            continue
        if isinstance(old, Capacity):
            yield from _fields(f"{where}: capacity", old, new)
        else:
            words = f"{where}: {key_of(field.name)} {_words(field.name, old)} → {_words(field.name, new)}"
            yield words, field.name in rehearsed


def _step(step: Any) -> str:
    if not isinstance(step, Relaxation):
        return str(step)
    what = "the caller goes on without a person" if step.overflow else eased(step)
    return f"after {write_duration(step.after_ms)} {what}"


def _words(field: str, value: Any) -> str:
    match value:
        case int() if is_duration(field):
            words = write_duration(value)
        case bool():
            words = "yes" if value else "no"
        case Enum():
            words = str(value.value)
        case Mapping():
            words = ", ".join(f"{key} {item}" for key, item in value.items()) or "nothing"
        case tuple():
            words = "; ".join(map(_step, value)) or "nothing"
        case None:
            words = "as [routing] says" if field == "strategy" else "none"
        case _:
            words = str(value)
    return words
