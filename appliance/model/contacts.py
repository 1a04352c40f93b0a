"""The address book and the blocklist: who callers are, and how they are treated for it."""

from typing import Final

from appliance.model.states import State
from appliance.model.words import AgentName, Value

ANONYMOUS: Final = "anonymous"
"""The pattern of the blocklist for callers who withhold their number."""


class Treatment(State):
    """What becomes of a caller whom a row of the blocklist fits."""

    SERVE = "serve"
    """As everybody: an exception to a wider row."""
    REFUSE = "refuse"
    """Is not answered."""
    MESSAGE = "message"
    """Goes where the flow says in on_blocked, to leave a message; where it says nothing, is refused."""


class Contact(Value, frozen=True, kw_only=True, tag=False):
    contact: int = 0
    """0: not kept yet."""
    name: str
    company: str = ""
    numbers: tuple[str, ...] = ()
    """E.164, "+4366412345"; the first is the one to call. No two contacts have the same."""
    notes: str = ""
    vip: bool = False
    """Comes first, see vip_head_start in [routing]; no pattern of the blocklist touches them."""
    language: str = ""
    """Spoken to in this, where the house has it; a tag such as "es"."""
    agent: AgentName = ""
    """Comes first when ready; the queue says whether they are waited for (prefer_last_agent)."""
    changed_utc_ms: int = 0


class Block(Value, frozen=True, kw_only=True, tag=False):
    """A row of the blocklist."""

    pattern: str
    """E.164, or the beginning of it with * behind, "+4390*"; or "anonymous"."""
    treatment: Treatment = Treatment.REFUSE
    why: str = ""
    who: str = ""
    """Who put it there."""
    since_utc_ms: int = 0


class CallerMark(Value, frozen=True, kw_only=True):
    """What the engine knows of a number: only of contacts who are treated in a way of their own."""

    number: str
    name: str = ""
    vip: bool = False
    language: str = ""
    agent: AgentName = ""


class CallerBlock(Value, frozen=True, kw_only=True):
    """Likewise, of a row of the blocklist."""

    pattern: str
    treatment: Treatment
    why: str = ""
