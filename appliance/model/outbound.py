"""What may be called, written to or forwarded to, and how often: the settings that keep the phone bill safe."""

from appliance.model.states import State
from appliance.model.words import LineName, Ms, TargetName, Token, Value


class OutboundKind(State):
    """What is done with a number."""

    CALL = "call"
    TEXT = "text"
    FORWARDING = "forwarding"
    """Callers are sent on to it by the network."""
    CODE = "code"
    """A service code or a reply to one."""


class Caps(Value, frozen=True, kw_only=True):
    """How many are let out, whatever becomes of them. Hours and days are the last 60 minutes and 24 hours."""

    per_number: int = 5
    """A day, to one number."""
    per_hour: int = 20
    per_day: int = 100


class OutboundPlan(Value, frozen=True, kw_only=True):
    """Prefixes are as dialled from the line, "0", "0176", or with the country, "+43"; the longest that fits decides."""

    enabled: bool = False
    country_code: str = ""
    """Of the lines, "49"; tells which numbers are at home and which cost a premium."""
    trunk_prefix: str = "0"
    """Before an area code at home; empty where there is none."""
    international_prefix: str = "00"
    """What a leading + is dialled as."""
    allow: tuple[str, ...] = ()
    deny: tuple[str, ...] = ()
    """Beside those denied in any case: premium rates at home and abroad, satellites, and other countries."""
    emergency: tuple[str, ...] = ()
    """Emergency numbers beside 112, 911 and the country's own."""
    at_once: int = 2
    """Outgoing calls at the same time."""
    calls: Caps = Caps()
    texts: Caps = Caps()
    allow_codes: tuple[str, ...] = ()
    """First characters of service codes that may be sent beside plain questions such as *100#."""
    codes: Caps = Caps(per_number=30, per_hour=60, per_day=200)
    """Of service codes and replies to them; a dialogue takes several."""


class TargetPlan(Value, frozen=True, kw_only=True):
    """Where callers may be sent on to: an extension of the PBX that the line is connected to."""

    name: TargetName
    number: str
    """Digits dialled after the hook flash."""


class LedgerRecord(Value, frozen=True, kw_only=True):
    """One wish to call, write or forward, granted or refused. Rows are never changed but for what is known later."""

    entry: Token
    """Counts within a run of the box."""
    kind: OutboundKind
    at_utc_ms: int
    who: str
    """On whose behalf: "agent anna", "flow reminder", "a test"."""
    number: str
    """As it is dialled; as it was typed when it was refused. Of a long reply to the network only its length."""
    line: LineName | None = None
    refused: str = ""
    """Why; empty when it was granted."""
    emergency: bool = False
    """Counts towards no cap."""
    length_ms: Ms | None = None
    """Of a call, from the far end's answer on; 0 when nobody was reached, None while it is not known."""
