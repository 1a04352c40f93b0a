"""Everything about one call, as it is told: put together by who asks, from what the box and its store answer."""

from appliance.model.explanation import Retelling, Waiting
from appliance.model.records import CallRecord, TimelineNote
from appliance.model.words import Value


class Explanation(Value, frozen=True, kw_only=True):
    """Everything about one call, put together by who asks: what `callbox explain --json` and the API give."""

    call: CallRecord
    notes: tuple[TimelineNote, ...]
    waiting: Waiting | None = None
    """While it waits for an agent."""
    retelling: Retelling | None = None
    """Every decision in full, from the journal; None where it was not asked for or could not be read."""
    doubt: str = ""
    """One sentence: why there is no retelling."""
