"""Where prompts are used: which must not be taken away, and what changes with one."""

from collections.abc import Iterator

from appliance.model.plan import Plan
from appliance.model.spoken import prompts_of
from appliance.model.words import PromptName


def uses_of(plan: Plan) -> dict[PromptName, tuple[str, ...]]:
    """Prompt → places, for people: flow "main" step "menu", queue "sales" music."""
    found: dict[PromptName, dict[str, None]] = {}
    for name, place in _uses(plan):
        found.setdefault(name, {})[place] = None
    return {name: tuple(places) for name, places in found.items()}


def _uses(plan: Plan) -> Iterator[tuple[PromptName, str]]:
    for flow in plan.flows:
        for step_name, step in flow.steps.items():
            yield from ((name, f'flow "{flow.name}" step "{step_name}"') for name in prompts_of(step))
    for queue in plan.queues:
        yield queue.music, f'queue "{queue.name}" music'
        announced = (*queue.announce_minutes.values(), *((queue.announce_next,) if queue.announce_next else ()))
        yield from ((name, f'queue "{queue.name}" announcements') for name in announced)
        yield from ((name, f'queue "{queue.name}" notice of recording') for name in queue.record_notice)
    for line in plan.lines:
        yield from ((name, f'line "{line.name}" notice of its limit') for name in line.limit_notice)
