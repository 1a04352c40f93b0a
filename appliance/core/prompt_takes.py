"""Recording a prompt by phone: the flow of a call in which somebody says it after the tone.

Asked for as the flow "prompt:hello@de" of an outgoing call; no flow of the settings can have such a name. The take is a
message in the box of that name: on the disk before the call goes on, and made into a prompt by whoever asked.
"""

from appliance.model.flow import Flow, HangUp, Step, TakeMessage
from appliance.model.spoken import take_of
from appliance.model.words import FlowName, StepName

LONGEST_MS = 180_000
SILENCE_MS = 3_000
LEAST_MS = 300
"""Shorter than that of messages: a part of a number is one word."""


def flow_of_take(name: FlowName) -> Flow | None:
    """None for every other flow."""
    if take_of(name) is None:
        return None
    take = TakeMessage(
        prompts=("beep",),
        box=name,
        longest_ms=LONGEST_MS,
        silence_ms=SILENCE_MS,
        least_ms=LEAST_MS,
        review=True,
        review_prompts=("beep",),
        then="kept",
        on_nothing_kept="lost",
    )
    steps: dict[StepName, Step] = {
        "speak": take,
        "kept": HangUp(prompts=("beep", "beep")),
        "lost": HangUp(prompts=("beep",)),
    }
    return Flow(name=name, start="speak", steps=steps)
