"""Prompts that the box makes in words of its own: what they are called, which no prompt of the settings can be."""

from collections.abc import Iterator

from appliance.model.flow import Say, TakeMessage
from appliance.model.plan import Plan
from appliance.model.words import PromptName

REVIEW: PromptName = "message:review"
"""What a caller may do with the message just left."""
SHORT: PromptName = "message:short"
"""That one was too short; please speak after the tone."""
LOST: PromptName = "message:lost"
"""No message was kept."""


def wait_prompt(minutes: int) -> PromptName:
    """The waiting time is about so many minutes."""
    return f"wait:{minutes}"


def place_prompt(place: int) -> PromptName:
    """You are number so much in line."""
    return f"place:{place}"


def languages_of(plan: Plan) -> tuple[str, ...]:
    """Those that callers may be spoken to in, besides the box's."""
    chosen = (
        step.language for flow in plan.flows for step in flow.steps.values() if isinstance(step, Say) and step.language
    )
    return tuple(dict.fromkeys((*(flow.language for flow in plan.flows if flow.language), *chosen)))


def waits_and_places(plan: Plan) -> Iterator[tuple[PromptName, str, int]]:
    """What the queues announce: the prompt, "wait" or "place", and the number in it. Each once."""
    minutes = {each for queue in plan.queues if queue.announce_every_ms for each in queue.announce_spoken}
    places = max((queue.announce_places for queue in plan.queues if queue.announce_every_ms), default=0)
    yield from ((wait_prompt(each), "wait", each) for each in sorted(minutes))
    yield from ((place_prompt(each), "place", each) for each in range(1, places + 1))


def sentences_of(plan: Plan) -> Iterator[PromptName]:
    """What is said to those who leave messages, as far as the plan has no prompts of its own for it. Each once."""
    steps = [step for flow in plan.flows for step in flow.steps.values() if isinstance(step, TakeMessage)]
    if any(step.review and not step.review_prompts for step in steps):
        yield REVIEW
    if any(step.tries > 1 and not step.short_prompts for step in steps):
        yield SHORT
    if any(not step.lost_prompts for step in steps):
        yield LOST
