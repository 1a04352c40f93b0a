"""Events about prompts: made anew, or found missing in the middle of a call."""

from typing import TypeAlias

from appliance.model.words import LineName, PromptName, Value


class PromptsMade(Value, frozen=True):
    """From now on these are played: at the start of the box, and whenever prompts were changed."""

    faults: tuple[str, ...] = ()
    """A sentence for each that could not be made."""


class PromptMissing(Value, frozen=True):
    """A caller should have heard a prompt and heard something else."""

    line: LineName
    prompt: PromptName
    fault: str
    """One sentence."""


PromptEvent: TypeAlias = PromptsMade | PromptMissing
