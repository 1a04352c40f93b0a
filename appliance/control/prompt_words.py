"""What may be asked of the running box about its prompts."""

from appliance.model.words import CallId, Value


class MakePrompts(Value, frozen=True):
    """All of them anew, beside the calls, from the settings in effect and what was recorded since.

    Done is told as soon as it has begun; Snapshot.prompt_faults tells what could not be made.
    """

    made_of: CallId | None = None
    """What was said in that call has become a prompt, its source is kept: the box may forget the take."""
