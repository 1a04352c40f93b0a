"""What may be asked of a line's mobile network besides calls and texts: USSD, forwarding, call waiting, own number."""

from enum import Enum
from typing import TypeAlias

from appliance.model.words import Value


class ForwardingReason(Enum):
    """When calls are forwarded (3GPP 27.007 §7.11)."""

    ALWAYS = "always"
    BUSY = "busy"
    NO_ANSWER = "no answer"
    UNREACHABLE = "unreachable"
    ALL = "all"
    """Every reason at once; to switch off."""


class OwnNumber(Enum):
    """What the one we call sees (27.007 §7.7)."""

    AS_BOOKED = "as booked"
    WITHHELD = "withheld"
    SHOWN = "shown"


class NetworkSight(Value, frozen=True, kw_only=True):
    """What a line's modem sees of its network; nothing of it decides, people read it."""

    registration: str
    """In words: "registered", "searching for a network"."""
    operator: str = ""
    """Its name, or its digits where the modem tells no name; empty when there is none."""
    access: str = ""
    """"GSM", "LTE" …; empty when not told."""
    dbm: int | None = None
    """How strongly it is heard; None when the modem does not know."""
    bars: int = 0
    """Of four."""


class SendCode(Value, frozen=True):
    """A service code such as *100#."""

    code: str


class SendReply(Value, frozen=True):
    """To what the network asked in a dialogue that a code began."""

    text: str


class EndDialogue(Value, frozen=True):
    pass


class AskCredit(Value, frozen=True):
    """By the code that the line's settings name."""


class AskForwarding(Value, frozen=True):
    reason: ForwardingReason = ForwardingReason.ALL


class SetForwarding(Value, frozen=True):
    reason: ForwardingReason
    number: str
    """Empty: no more."""
    after_s: int | None = None
    """Of ringing, before "no answer"; None: as the network has it."""


class AskWaiting(Value, frozen=True):
    """Whether a second caller may knock."""


class SetWaiting(Value, frozen=True):
    on: bool


class AskOwnNumber(Value, frozen=True):
    pass


class SetOwnNumber(Value, frozen=True):
    """For all calls from now on until the modem is started anew."""

    shown: OwnNumber


NetworkAsk: TypeAlias = (
    SendCode
    | SendReply
    | EndDialogue
    | AskCredit
    | AskForwarding
    | SetForwarding
    | AskWaiting
    | SetWaiting
    | AskOwnNumber
    | SetOwnNumber
)
