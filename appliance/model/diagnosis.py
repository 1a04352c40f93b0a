"""What the modem doctor saw, measured and found: of ports, of modems, of lines in the running box, of a loop test.

No number is in these values – of a telephone, a SIM, a modem, a PIN – but what protocol.masking leaves of it.
"""

from enum import Enum

from appliance.model.states import AnswerSign, HangUpCause, LineState
from appliance.model.words import DeviceName, LineName, Ms, Value


class Weight(Enum):
    NOTE = "note"
    """Good to know; nothing to do."""
    DOUBT = "doubt"
    """It works; this may break it or makes it worse."""
    FAULT = "fault"
    """No calls, or no sound, until it is mended."""


class Finding(Value, frozen=True, kw_only=True):
    weight: Weight
    says: str
    """What is so, in words."""
    do: str = ""
    """What to do about it; empty only in notes."""


class PortState(Enum):
    ABSENT = "absent"
    HELD = "held"
    """By another program, or we may not open it."""
    UNFIT = "unfit"
    """It is no serial port, or opening it fails."""
    DEAF = "deaf"
    """Nothing comes, or nothing that answers."""
    GARBLED = "garbled"
    """Bytes come that no modem writes at this speed."""
    ANSWERS = "answers"
    LOST = "lost"
    """It went away, or fell silent, while it was asked."""
    LEFT_ALONE = "left alone"
    """Not asked: in use by the box, or a port that takes no commands."""


class PortFacts(Value, frozen=True, kw_only=True):
    """A serial port, as the system tells of it without opening it."""

    name: str
    """As the settings name it, or /dev/ttyUSB0."""
    path: str = ""
    """/dev/ttyUSB0; empty when it is not there."""
    by_id: str = ""
    by_path: str = ""
    """The links in /dev/serial; empty where there is none."""
    usb: str = ""
    """vendor:product, 0572:1329."""
    product: str = ""
    interface: int | None = None
    """bInterfaceNumber."""
    line: LineName = ""
    """That the settings give it to."""
    named: bool = False
    """Somebody asked for this very port."""
    role: str = ""
    """What else than commands a family says it carries: sound."""
    doubts: tuple[str, ...] = ()
    """Of its name: sentences."""

    @property
    def wanted(self) -> bool:
        """A modem is expected there, so that its absence is a fault."""
        return self.named or bool(self.line)


class AnswerTimes(Value, frozen=True, kw_only=True):
    """From the last byte of a command to its final result, milliseconds."""

    asked: int
    median_ms: Ms
    slowest_ms: Ms
    slowest: str
    """The command."""
    refused: int = 0
    """Answered ERROR, which for a question only says that the modem does not know it."""


class ModemKind(Enum):
    VOICE = "analog voice modem"
    GSM = "GSM or LTE modem"
    DATA = "data modem"
    """It has neither voice nor a SIM."""


class Tried(Enum):
    WORKS = "works"
    REFUSED = "refused"
    SILENT = "silent"
    """It was granted, and no sound came."""
    NOT_TRIED = "not tried"


class Heard(Value, frozen=True, kw_only=True):
    """What came out of a line that was taken off-hook for a moment."""

    seconds: float
    bytes_per_s: int
    """8,000 is expected."""
    level_dbm0: float
    """-99 for digital silence."""
    hz: tuple[int, ...] = ()
    """The tones in it, strongest first; none when it is noise or silence."""
    opened_ms: Ms = 0
    """From the command to CONNECT."""
    closed_ms: Ms = 0
    """From the first way out to command mode."""


class VoiceFacts(Value, frozen=True, kw_only=True):
    """None stands for what the modem did not tell."""

    classes: tuple[str, ...] = ()
    """Of +FCLASS=?; voice is 8."""
    formats: tuple[str, ...] = ()
    """Names in +VSM=? that run at 8000 samples a second."""
    codec: str = ""
    """That the box would use; empty when it knows none of them."""
    caller_id: str | None = None
    """The answer of +VCID=?; "" when it is refused."""
    sends_digits: bool | None = None
    country: str = ""
    """T.35 code, hexadecimal (+GCI)."""
    off_hook: bool | None = None
    """It held the line when the doctor came."""
    duplex: Tried = Tried.NOT_TRIED
    play: Tried = Tried.NOT_TRIED
    record: Tried = Tried.NOT_TRIED
    has_half_duplex: bool = False
    """The family knows how to play and record in turns."""
    left_off_hook: bool = False
    """It says that it is still off-hook after hanging up."""
    heard: Heard | None = None


class GsmFacts(Value, frozen=True, kw_only=True):
    """None and "" stand for what the modem did not tell."""

    sim: str = ""
    """A name of SimState: "READY", "PIN" …; "NO ANSWER"."""
    sim_says: str = ""
    pin_tries: int | None = None
    registered: bool | None = None
    networks: tuple[str, ...] = ()
    """What each half of the network says, in words."""
    calls_barred: bool = False
    """Registered for data or texts, not for calls."""
    roaming: bool = False
    operator: str = ""
    access: str = ""
    dbm: int | None = None
    bars: int | None = None
    bit_errors: int | None = None
    radio_on: bool | None = None
    """+CFUN."""
    own_number: str | None = None
    """Masked; "" when the SIM has none."""
    speech: bool | None = None
    """The family's own question: None where it has none."""
    speech_says: str = ""
    """What to do when it may not carry speech."""
    sound_by: str = ""
    """port, card, none."""
    sound_port: str = ""
    sound_trouble: str = ""
    """Why the sound port cannot be had; a sentence."""
    sound_form: str = ""
    """In which the box takes its sound, as its family has it; in words."""
    sound_says: tuple[str, ...] = ()
    """What it says itself of its sound: a command, and its answer."""
    hears_keys: str = ""
    """The command that switches its own detector on, as its family has it; "" where it has none."""
    sends_keys: str = ""
    """Likewise the command that sends a key."""
    keys_refused: tuple[str, ...] = ()
    """Of these the test forms that it refused, which proves nothing: not every maker has them."""
    texts_used: int | None = None
    texts_room: int | None = None
    gives_caller_id: bool | None = None
    """+CLIP=? is known."""


class PortExam(Value, frozen=True, kw_only=True):
    """One port examined."""

    port: PortFacts
    state: PortState
    at_utc_ms: int = 0
    trouble: str = ""
    """The sentence of whatever ended it early."""
    baud: int = 0
    """At which it was asked."""
    answers_at: int = 0
    """Another speed at which it answers; 0: none was found, or none was needed."""
    kind: ModemKind | None = None
    family: str = ""
    title: str = ""
    says: str = ""
    """Of itself, masked, shortened."""
    known: tuple[str, ...] = ()
    """Of such modems, as their family's file has it: sentences without their full stop."""
    times: AnswerTimes | None = None
    voice: VoiceFacts | None = None
    gsm: GsmFacts | None = None
    findings: tuple[Finding, ...] = ()


class Trouble(Value, frozen=True):
    """Why a line was down."""

    utc_ms: int
    why: str


class LineHealth(Value, frozen=True, kw_only=True):
    """A line of the running box."""

    line: LineName
    driver: str
    state: LineState
    since_ms: Ms
    """How long it has been so."""
    modem: str = ""
    rung: str = ""
    """Of the health ladder: "well", "port reopened" …"""
    troubles: tuple[Trouble, ...] = ()
    """The last ones, newest first."""
    port: str = ""


class HeardAtEnd(Value, frozen=True, kw_only=True):
    """Of a test call, at one end of it; None: it did not come to that."""

    echo_dbm0: float | None = None
    """What came back of the tones we said."""
    keys_heard: str = ""
    """By the box, in the sound; those that were asked for, and as many stars as there were others."""
    keys_told: int = 0
    """By the modem."""
    hung_up: HangUpCause | None = None
    hung_up_after_ms: Ms | None = None
    """After the sign to hang up; None: before it."""
    released_ms: Ms | None = None
    """From telling the modem to go on-hook to its word that it is."""


class CallFacts(HeardAtEnd, frozen=True, kw_only=True):
    """A test call that somebody makes to the box, as it was listened to at this end."""

    rings: int = 0
    number_after_ms: Ms | None = None
    """After the first ring; the number came, or the word that there is none."""
    number: str = ""
    """Masked; or why there is none."""
    answered_ms: Ms | None = None
    """From telling the modem to answer to sound both ways."""
    said_dbm0: float = 0.0
    heard_dbm0: float | None = None
    """The loudest half second while we were silent."""
    broke: str = ""
    """Why the line failed in the middle of it, as one sentence; what follows is not known then."""


class EndFacts(HeardAtEnd, frozen=True, kw_only=True):
    """What one end of a call between two lines heard of the other."""

    tones: dict[int, float] = {}
    """Of the other line's, in Hz → dBm0."""


class PairFacts(Value, frozen=True, kw_only=True):
    """A call from one line to another, as both heard it; None: it did not come to that."""

    dialled_ms: Ms | None = None
    """From telling the modem to dial to the number being out."""
    failed: str = ""
    """Why the number reached nobody, as the calling line heard it."""
    rang_ms: Ms | None = None
    """From the number being out; negative when it rang before that was told."""
    rings: int = 0
    number_after_ms: Ms | None = None
    """After the first ring; the number came, or the word that there is none."""
    number: str = ""
    """Masked; or why there is none."""
    number_fits: bool | None = None
    """Whether it is that of the calling line; None: that is not known, or none came."""
    answered_ms: Ms | None = None
    """From telling the called modem to answer to sound both ways."""
    noticed_ms: Ms | None = None
    """From there to the calling line's knowing that it is answered."""
    noticed_by: AnswerSign | None = None
    ringback: bool = False
    """The calling line heard it ring."""
    lasted_ms: Ms = 0
    """From the answer until the calling line was on-hook again."""
    said_dbm0: float = 0.0
    """Of each tone, at both ends."""
    broke: str = ""
    """Why a line failed in the middle of it, as one sentence; what follows is not known then."""
    calling: EndFacts = EndFacts()
    called: EndFacts = EndFacts()


class LoopStep(Value, frozen=True, kw_only=True):
    """One thing that a loop test looked at."""

    about: str
    """caller id, level, echo, keys, hang-up …"""
    good: bool | None
    """None: it could not be told."""
    says: str
    """With the figure, and what is expected."""
    do: str = ""


class LoopReport(Value, frozen=True, kw_only=True):
    """A call that the doctor made, or that somebody made for it."""

    called: LineName
    calling: LineName = ""
    """Empty: somebody rang."""
    began_utc_ms: int
    done: bool = False
    now: str = ""
    """What is going on, while it does."""
    steps: tuple[LoopStep, ...] = ()
    trouble: str = ""
    """Why it ended early."""


class SoundHealth(Value, frozen=True, kw_only=True):
    """A sound device in the running box: a headset, the loudspeaker, the line-in, the card of a GSM line."""

    device: DeviceName
    works: bool
    since_ms: Ms
    """So long already."""
    what: str = ""
    """Which sound card it is."""
    fault: str = ""
    heard: int = 0
    """Frames, since it was opened last; and of those …"""
    missing: int = 0
    """… frames the box had not ready for it to say,"""
    lost: int = 0
    """frames the box did not fetch in time,"""
    rough: int = 0
    """and overruns and underruns of the card."""


class Diagnosis(Value, frozen=True, kw_only=True):
    """All that is known."""

    lines: tuple[LineHealth, ...] = ()
    exams: tuple[PortExam, ...] = ()
    """The last one of each port, by name of line and port."""
    examining: str = ""
    """Which line or port is with the doctor now."""
    loop: LoopReport | None = None
    """The last loop test, or the one under way."""
    sound: tuple[SoundHealth, ...] = ()


class Way(Enum):
    TO_MODEM = ">>"
    FROM_MODEM = "<<"
    TOLD = "--"
    """What the box makes of it: an event in the sound, a fault, silence."""


class TraceEntry(Value, frozen=True, kw_only=True):
    """One line between box and modem, masked."""

    number: int
    """Counts up from 1; what is missing was more than could be kept."""
    at_ms: Ms
    """Of the box's monotonic clock, or UTC once it left the box."""
    way: Way
    text: str


class Trace(Value, frozen=True, kw_only=True):
    """A piece of a line's trace."""

    line: LineName
    entries: tuple[TraceEntry, ...]
    lost: int = 0
    """Entries between those asked for and the first of these, gone for want of room."""
