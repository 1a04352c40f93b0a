"""What may be asked of the running box about its prompts."""

from appliance.model.words import Value


class MakePrompts(Value, frozen=True):
    """All of them anew, beside the calls, from the settings in effect and what was recorded since.

    Done is told as soon as it has begun; Snapshot.prompt_faults tells what could not be made.
    """
