"""The shape of a GSM family: what tells one make from another, as data."""

from enum import Enum

from appliance.model.words import Ms, Value
from appliance.pretend.gsm.settings import Stored


class Dialect(Enum):
    """How the progress of calls is told; the lines are made in dialects."""

    PLAIN = "27.007"
    HUAWEI = "huawei"
    SIMCOM_LTE = "simcom lte"
    SIMCOM_GSM = "simcom gsm"
    QUECTEL = "quectel"
    WAVECOM = "wavecom"
    ZTE = "zte"


class SoundDoor(Enum):
    """What opens the way of the sound, and when that is accepted; the commands are in sound_port."""

    NONE = "none"
    """The host has no samples at all."""
    CARD = "card"
    """Wires to a sound card, which has sound at any time; pretended from the first ring to the end of the call."""
    UAC = "+QPCMV=1,2"
    """The module is a sound card itself; before the call; samples flow while there is one."""
    DDSETEX = "^DDSETEX"
    """In a call; goes with it."""
    CPCMREG = "+CPCMREG"
    """In a connected call only; is to be closed again."""
    QPCMV = "+QPCMV"
    """Before the call; frames flow while there is one."""


class PinTries(Enum):
    """How the family is asked for the tries that the SIM has left; it knows no other way."""

    STANDARD = "+CPINR"
    HUAWEI = "^CPIN"
    SIMCOM = "+SPIC"
    QUECTEL = "+QPINC"
    QUECTEL_GSM = "+QTRPIN"
    WAVECOM = "+CPINC"
    ZTE = "+ZPINPUK"


class PortRole(Enum):
    AT = "at"
    """Commands and events."""
    MODEM = "modem"
    """Commands without events."""
    SOUND = "sound"
    CARD = "card"
    """No port at all but a sound card, whose samples come and go here as they do on a port of sound."""


class UsbPort(Value, frozen=True):
    role: PortRole
    interface: int
    """bInterfaceNumber, as udev's by-id names end: -if02-port0."""


class GsmFamily(Value, frozen=True, kw_only=True):
    name: str
    usb: str = ""
    """Maker and product as udev writes them into by-id names."""
    ports: tuple[UsbPort, ...] = (UsbPort(PortRole.AT, 0),)
    identities: dict[str, tuple[str, ...]]
    """Command → lines of the answer, sent as one block."""
    start_events: tuple[tuple[Ms, str], ...] = ()
    """Told by itself after power-on."""
    ready_events: tuple[str, ...] = ()
    """Told when the SIM is ready."""
    pin_tries: PinTries = PinTries.STANDARD
    sim_gone_event: str = ""
    """Told when it is pulled; empty: the slot has no switch, and the modem notices neither that nor another SIM."""
    unsupported: str = "ERROR"
    """The final line of a command it does not know."""
    dialect: Dialect
    answers: dict[str, str] = {}
    """Whole command → the one line of its answer; these come first."""
    accepted: frozenset[str] = frozenset()
    """Whole commands answered with OK that change nothing here."""
    stores: dict[str, Stored] = {}
    lacks: frozenset[str] = frozenset()
    """Commands of the common set it does not know."""
    memories: dict[str, int]
    first_place: int = 0
    """Of a memory."""
    signal_event: str = ""
    """{n} is the signal; empty: the family tells none."""
    dial_waits: bool = False
    """The result of ATD comes with the answer or the end, and any byte of the host meanwhile – of a +CLCC – clears the
    call (V.250 §5.6.1).
    """
    answered_result: str = "OK"
    unanswered_result: str = ""
    """Where the family does not say BUSY, NO ANSWER or NO CARRIER."""
    bricks_on_early_release: bool = False
    """+CHLD=1x of a call that does not ring yet: the port answers nothing more until the plug is pulled."""
    ussd_packed: bool = False
    """USSD strings are packed septets in hexadecimal unless ^USSDMODE=0."""
    letters_refused: bool = False
    """DTMF A to D cannot be sent."""
    tone_event: str = ""
    """How a DTMF digit is told: {digit}, {code} for its ASCII number; "" where it cannot."""
    tone_setting: str = ""
    """The parameter that has to be 1 for that; may hold two fields, the second then counts."""
    missed_event: str = ""
    """Of a call that stopped ringing: {number}."""
    door: SoundDoor = SoundDoor.NONE
    frame_ms: int = 20
    """On the sound port, and the pace of the call anywhere else."""
