"""A family of GSM or LTE modems, as its file in firmware_config/modems says it: `kind = "gsm"`.

Placeholders in commands: {number} of the far end, {digit} of a key, {call} of the call as the modem counts, {text} of a
USSD request. Whoever sends fills them in with what was checked.
"""

import re
from collections.abc import Iterator
from enum import Enum
from typing import Final, Literal, TypeAlias

from appliance.config.friendly import write_duration
from appliance.config.nearest import hint
from appliance.drivers.line.modem.deeds import Deed
from appliance.drivers.line.modem.family_data import (
    BACK_MS,
    Fault,
    Interfaces,
    Note,
    Reset,
    Step,
    blanks,
    empty,
    wrong_command,
    wrong_interfaces,
    wrong_steps,
    wrong_template,
    wrong_time,
    wrong_usb_ids,
)
from appliance.model.words import Ms, Value
from appliance.protocol.gsm.call_dialects import DIALECTS
from appliance.sound.frames import FRAME_MS, RATE


class GsmQuirkName(Enum):
    """What the driver must do otherwise; each with its reason and source in the file."""

    NO_RELEASE_BEFORE_RINGING = "no_release_before_ringing"
    """A single call must not be released (CHLD=1x) before the far end rings: no way to hang up may be that."""
    SOUND_DIES_AFTER_CALL = "sound_dies_after_call"
    """A sound port that needed a second try to open is worn out: reset the module once the call is over."""
    MESSAGES_STOP_WHEN_FULL = "messages_stop_when_full"
    """+CMTI stays away once the memory is full: list the messages now and then."""


class Waiting(Value, frozen=True, kw_only=True):
    """A second call (27.007 §7.13 +CHLD); empty: the family cannot."""

    accept: tuple[Step, ...] = ()
    reject: tuple[Step, ...] = ()
    swap: tuple[Step, ...] = ()


GiveUp: TypeAlias = Literal["any_character", "never"]


class Calls(Value, frozen=True, kw_only=True):
    dialect: str
    """How what happens to a call comes unasked, and which keys the far end presses: a name of DIALECTS."""
    events_on: tuple[Step, ...] = ()
    answer: tuple[Step, ...]
    dial: str
    """With {number}."""
    ok_means: Literal["accepted", "connected"] = "accepted"
    """What OK to the dial command says."""
    hang_up: tuple[Step, ...]
    """Tried in order until the call list is empty."""
    poll: Literal["always", "not_while_dialling", "never"] = "always"
    """When +CLCC may be asked."""
    poll_every_ms: Ms = 500
    """While a call is not connected."""
    give_up: GiveUp = "any_character"
    """What ends a command that waits for the network, when somebody rings meanwhile (V.250 §5.6.1)."""
    ring_gap_ms: Ms = 7_000
    """No RING for so long: the caller has given up."""
    waiting: Waiting = Waiting()


class GsmSound(Value, frozen=True, kw_only=True):
    """How the sound of a call reaches the box: signed 16 bit, little-endian, one channel."""

    by: Literal["port", "card", "none"]
    """A serial port of the modem, an ALSA card, or not at all."""
    rate: int = 8_000
    frame_bytes: int = 0
    """Of a port: read so many, write as many."""
    frame_ms: Ms = 0
    card: str = ""
    """Of a card: part of its ALSA name; empty where the line's settings must name it."""
    card_flows: Literal["always", "in_call"] = "always"
    """A card that is one by itself has sound at any time; one that the modem makes may have it in a call alone."""
    buzz: bool = False
    """Its transmitter is heard in the wires to the card: 217 Hz and multiples are taken out."""
    enable: tuple[Step, ...] = ()
    enable_when: Literal["at_start", "before_call", "after_accepted", "connected"] = "connected"
    """When the modem takes the command: after init; before ATD or ATA; after their OK; once both ends are connected."""
    retry_for_ms: Ms = 0
    """A refusal is asked again for so long."""
    disable: tuple[Step, ...] = ()

    @property
    def before_answer(self) -> bool:
        """There is sound as soon as a call of ours is accepted: ringing, announcements."""
        return self.card_flows == "always" if self.by == "card" else self.enable_when != "connected"


class Keys(Value, frozen=True, kw_only=True):
    listen: tuple[Step, ...] = ()
    """Switches the modem's own detector on, whose lines the dialect of its calls reads; the box listens in any case."""
    send: str = ""
    """With {digit}, perhaps {call}; empty: no command, the box sounds the keys in the call."""
    digits: str = "0123456789*#ABCD"
    """Those it can send."""


class Messages(Value, frozen=True, kw_only=True):
    """SMS, in PDU mode always."""

    on: tuple[Step, ...]
    """With the SIM ready: PDU mode, memory, how arrivals are told."""
    acknowledge: str = ""
    """Answer to +CMT where +CSMS=1 asks for one."""
    in_call: bool = False
    """Texts can be sent while a call is up; else they wait until it is over."""
    reports: bool = True
    """The network is asked to tell when a text was delivered."""


class Ussd(Value, frozen=True, kw_only=True):
    on: tuple[Step, ...] = ()
    send: str
    """With {text}."""
    cancel: str
    coding: Literal["plain", "packed_hex", "ucs2_hex"] = "plain"
    """How {text} is written, and the answer where its dcs does not say."""
    answer_within_ms: Ms = 60_000


class VoiceCheck(Value, frozen=True, kw_only=True):
    """A question whose answer says whether the modem may carry speech at all."""

    send: str
    must_say: str
    """Part of a line of the answer."""
    otherwise: str
    """What people are told when it does not say so."""


_MOST_DIGITS: Final = 3


class Question(Value, frozen=True, kw_only=True):
    """One that each maker has a command of his own for."""

    send: str
    says: str
    """Pattern of a line of the answer, as Python's re has them; what its one group holds is the answer."""
    source: str

    def answer(self, lines: tuple[str, ...]) -> str | None:
        """None when no line answers."""
        found = (re.search(self.says, line) for line in lines)
        return next((each[1] for each in found if each), None)

    def number(self, lines: tuple[str, ...]) -> int | None:
        """The answer where it is a small number."""
        told = self.answer(lines) or ""
        return int(told) if told.isdecimal() and len(told) <= _MOST_DIGITS else None


class GsmQuirk(Value, frozen=True, kw_only=True):
    name: GsmQuirkName
    why: str
    source: str


class GsmFamily(Value, frozen=True, kw_only=True):
    title: str
    says: tuple[str, ...]
    """Parts of what its modems answer to ATI, AT+CGMI, AT+CGMM; case does not count."""
    usb: tuple[str, ...] = ()
    interfaces: Interfaces = Interfaces()
    source: str
    init: tuple[Step, ...]
    """After ATZ and ATE0V1, before the SIM is asked for."""
    with_sim: tuple[Step, ...]
    """Once +CPIN says READY."""
    voice_check: VoiceCheck | None = None
    sim_busy_for_ms: Ms = 30_000
    """After power-on "SIM busy" (+CME ERROR: 14) is no fault for so long."""
    pin_tries: Question | None = None
    """How many tries the SIM has left for its PIN."""
    sim_number: Question | None = None
    """The number on the SIM (ICCID), which it tells without its PIN (31.102 §4.1, EF ICCID is always readable)."""
    registration: tuple[str, ...] = ("AT+CREG?", "AT+CEREG?")
    """Any of them may say that the network has us."""
    calls: Calls
    sound: GsmSound
    keys: Keys
    messages: Messages
    ussd: Ussd
    reset: Reset
    quirks: tuple[GsmQuirk, ...] = ()
    notes: tuple[Note, ...] = ()

    def has(self, quirk: GsmQuirkName) -> bool:
        return any(each.name is quirk for each in self.quirks)


_BYTES_PER_SAMPLE: Final = 2
_KEYS: Final = "0123456789*#ABCD"
_PDU_MODE: Final = "AT+CMGF=0"
_POLL_MS: Final = (100, 10_000)
"""Faster, the modem does nothing else; slower, who answers waits to be heard."""
_RING_GAP_MS: Final = (2_000, 30_000)
"""Modems tell rings 2 to 5 s apart; a caller who has given up must not block the line for long."""
_USSD_MS: Final = (1_000, 300_000)
_SIM_BUSY_MS: Final = (0, 300_000)
_MOST_FRAME_MS: Final = 100
"""Of a sound port: the most that a maker's application note asks for."""
_RETRY_MS: Final = (0, 60_000)
_RELEASES_ONE: Final = re.compile(r"\+CHLD *= *1[1-7]")
"""27.007 §7.13, 22.030 §6.5.5.1: 1x; 1 alone releases all that are active."""


_SECOND_CALL: Final = (Deed.ANSWERS, Deed.ENDS)
_DOES: Final = {
    "calls.answer": (Deed.ANSWERS,),
    "calls.hang_up": (Deed.ENDS,),
    "calls.waiting.accept": _SECOND_CALL,
    "calls.waiting.reject": _SECOND_CALL,
    "calls.waiting.swap": _SECOND_CALL,
    "reset.send": (Deed.ENDS,),
}
"""Sequence → what its commands may do to calls."""


def gsm_family_faults(family: GsmFamily) -> Iterator[Fault]:
    """What the types of the file do not tell."""
    yield from empty("title", family.title, "the name to show")
    yield from empty("source", family.source, "where these facts come from")
    yield from blanks("says", family.says, "part of what the modem says of itself")
    yield from wrong_usb_ids(family.usb)
    yield from wrong_interfaces(family.interfaces.at, family.interfaces.sound)
    for name, steps in _sequences(family):
        yield from wrong_steps(name, steps, does=_DOES.get(name, ()))
    yield from _wrong_calls(family.calls)
    yield from _wrong_keys(family.keys)
    yield from _wrong_texts(family.messages, family.ussd)
    yield from _wrong_sound(family.sound, family.interfaces)
    yield from _wrong_network(family)
    yield from wrong_time("reset.back_within", family.reset.back_within_ms, BACK_MS)
    yield from _wrong_question("pin_tries", family.pin_tries)
    yield from _wrong_question("sim_number", family.sim_number)
    if family.has(GsmQuirkName.NO_RELEASE_BEFORE_RINGING):
        yield from _single_releases(family.calls.hang_up)
    for number, quirk in enumerate(family.quirks, 1):
        yield from empty(f"quirks.{number}.why", quirk.why, "the reason")
        yield from empty(f"quirks.{number}.source", quirk.source, "where it was seen or read")


def _wrong_calls(calls: Calls) -> Iterator[Fault]:
    if calls.dialect not in DIALECTS:
        yield "calls.dialect", f'"{calls.dialect}": no such dialect; {hint(calls.dialect, DIALECTS)}'
    yield from wrong_template("calls.dial", calls.dial, "{number}")
    if not calls.answer:
        yield "calls.answer", 'is empty; expected at least { send = "ATA" }'
    if not calls.hang_up:
        yield "calls.hang_up", 'is empty; expected at least { send = "AT+CHUP" }'
    yield from wrong_time("calls.poll_every", calls.poll_every_ms, _POLL_MS)
    yield from wrong_time("calls.ring_gap", calls.ring_gap_ms, _RING_GAP_MS)


def _wrong_keys(keys: Keys) -> Iterator[Fault]:
    if keys.send:
        yield from wrong_template("keys.send", keys.send, "{digit}", may_have=("{call}",))
    if not set(keys.digits) <= set(_KEYS):
        yield "keys.digits", f'"{keys.digits}" has more than keys; expected some of {_KEYS}'


def _wrong_texts(messages: Messages, ussd: Ussd) -> Iterator[Fault]:
    if all(step.send.upper() != _PDU_MODE for step in messages.on):
        yield "messages.on", f'lacks {{ send = "{_PDU_MODE}" }}; texts are read and written in PDU mode alone'
    if messages.acknowledge:
        yield from wrong_command("messages.acknowledge", messages.acknowledge)
    yield from wrong_template("ussd.send", ussd.send, "{text}")
    yield from wrong_command("ussd.cancel", ussd.cancel)
    yield from wrong_time("ussd.answer_within", ussd.answer_within_ms, _USSD_MS)


def _wrong_network(family: GsmFamily) -> Iterator[Fault]:
    if not family.registration:
        yield "registration", 'is empty; expected at least "AT+CREG?"'
    for number, query in enumerate(family.registration, 1):
        yield from wrong_command(f"registration.{number}", query)
    yield from wrong_time("sim_busy_for", family.sim_busy_for_ms, _SIM_BUSY_MS)
    if check := family.voice_check:
        yield from wrong_command("voice_check.send", check.send)
        yield from empty("voice_check.must_say", check.must_say, "part of a line of the answer")
        yield from empty("voice_check.otherwise", check.otherwise, "what people are told then")


def _sequences(family: GsmFamily) -> Iterator[tuple[str, tuple[Step, ...]]]:
    yield "init", family.init
    yield "with_sim", family.with_sim
    yield "calls.events_on", family.calls.events_on
    yield "calls.answer", family.calls.answer
    yield "calls.hang_up", family.calls.hang_up
    yield "calls.waiting.accept", family.calls.waiting.accept
    yield "calls.waiting.reject", family.calls.waiting.reject
    yield "calls.waiting.swap", family.calls.waiting.swap
    yield "sound.enable", family.sound.enable
    yield "sound.disable", family.sound.disable
    yield "keys.listen", family.keys.listen
    yield "messages.on", family.messages.on
    yield "ussd.on", family.ussd.on
    yield "reset.send", family.reset.send


def _single_releases(hang_up: tuple[Step, ...]) -> Iterator[Fault]:
    for number, step in enumerate(hang_up, 1):
        if _RELEASES_ONE.search(step.send.upper()):
            problem = f'"{step.send}" releases one call, which the quirk "no_release_before_ringing" forbids'
            yield f"calls.hang_up.{number}.send", f"{problem}; expected AT+CHUP or ATH"


def _wrong_question(name: str, question: Question | None) -> Iterator[Fault]:
    if question is None:
        return
    yield from wrong_steps(name, (Step(send=question.send),))
    yield from empty(f"{name}.source", question.source, "where this is from")
    try:
        groups = re.compile(question.says).groups
    except re.error as fault:
        yield f"{name}.says", f"is no pattern: {fault}; expected one of Python's re with one group"
        return
    if groups != 1:
        yield f"{name}.says", f"has {groups} groups; expected one, around the answer"


def _wrong_sound(sound: GsmSound, interfaces: Interfaces) -> Iterator[Fault]:
    yield from wrong_time("sound.retry_for", sound.retry_for_ms, _RETRY_MS)
    if sound.by != "port":
        return
    if interfaces.sound is None and interfaces.at is not None:
        yield "interfaces.sound", 'is missing; expected the interface of the sound port, for sound.by = "port"'
    if sound.rate != RATE:
        yield "sound.rate", f"{sound.rate} samples a second are not taken from a port; expected {RATE}"
        return
    if sound.frame_ms % FRAME_MS or not FRAME_MS <= sound.frame_ms <= _MOST_FRAME_MS:
        problem = f"{write_duration(sound.frame_ms)} are no whole frames"
        yield "sound.frame", f"{problem}; expected {FRAME_MS} ms or a multiple, {_MOST_FRAME_MS} ms at most"
    wanted = sound.frame_ms * RATE * _BYTES_PER_SAMPLE // 1_000
    if sound.frame_bytes != wanted:
        problem = f"{sound.frame_bytes} bytes are not {sound.frame_ms} ms at {RATE} samples a second"
        yield "sound.frame_bytes", f"{problem}; expected {wanted}"
