"""A family of analog voice modems, as its file in firmware_config/modems says it: `kind = "voice"`."""

from collections.abc import Iterator
from enum import Enum
from typing import Final, Literal, TypeAlias

from appliance.drivers.line.modem.deeds import Deed
from appliance.drivers.line.modem.family_data import (
    BACK_MS,
    PLACEHOLDER,
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
from appliance.protocol import Exit

CodecName: TypeAlias = Literal["ulaw", "alaw", "u8", "s8"]
"""A name of appliance.sound.codecs; one byte per sample, as the shared 30 kB/s of these modems allow."""


class ExitStep(Value, frozen=True, kw_only=True):
    """One way out of a voice stream."""

    send: str
    """DLE codes by name: "DLE ^", "DLE ETX"."""
    wait_ms: Ms


class CodecOffer(Value, frozen=True, kw_only=True):
    says: str
    """The modem's name for it in AT+VSM=?; case and punctuation do not count."""
    codec: CodecName


class HalfDuplex(Value, frozen=True, kw_only=True):
    """For modems that refuse the duplex stream: either play or record, and how each is left."""

    play: Step
    leave_play: tuple[ExitStep, ...]
    """After the last sample; what is queued is still played."""
    record: Step
    leave_record: tuple[ExitStep, ...]


class Dialling(Value, frozen=True, kw_only=True):
    """How a number goes out, off-hook in command mode."""

    by: Literal["keys", "command"] = "keys"
    """Keys sounded by +VTS, or the modem's own dialling; pulses are always the modem's own."""
    key: str = "{{digit},10}"
    """One key for +VTS, with {digit}: 100 ms."""
    gap: str = "[0,0,8]"
    """After each key: 80 ms of nothing."""
    keys: str = "AT+VTS={keys}"
    """With {keys}; a modem that refuses them is given one bare digit after the other."""
    before: tuple[Step, ...] = ()
    """Of the command, not of keys."""
    command: str = "ATD{how}{number};"
    """With {how}, T or P, and {number}."""
    ok_means: Literal["dialled", "answered"] = "dialled"
    """What OK to the command says. A modem that listens for the answer itself has +VRA and +VRN in `before`."""


class QuirkName(Enum):
    DIAL_TONE_WHILE_PLAYING = "dial_tone_while_playing"
    """Its dial-tone event counts only while we are silent."""
    NO_DUPLEX = "no_duplex"
    """Its duplex stream is not even tried."""
    TEXTPHONE_IS_HANDSET = "textphone_is_handset"
    """Its event for a textphone tells that the telephone beside it was lifted."""


class Quirk(Value, frozen=True, kw_only=True):
    name: QuirkName
    why: str
    source: str


class VoiceFamily(Value, frozen=True, kw_only=True):
    """Sequences are sent in order; what is not given stands for nothing to send."""

    title: str
    says: tuple[str, ...]
    """Parts of what its modems answer to ATI, ATI3, AT+FMI?, AT+FMM?; case does not count."""
    usb: tuple[str, ...] = ()
    """USB ids, vendor:product."""
    interfaces: Interfaces = Interfaces()
    source: str
    flow_control: tuple[Step, ...] = ()
    """RTS/CTS at the modem's side, where the settings of the line want it at ours; before `init`."""
    init: tuple[Step, ...]
    caller_id: tuple[Step, ...]
    country: Step = Step(send="AT+GCI={code}")
    """Where the settings of the line name one, {code} by T.35; before `init`."""
    distinctive_ring: tuple[Step, ...] = ()
    """Where the settings of the line want rings told apart."""
    enter_voice: tuple[Step, ...]
    answer: Step
    stream: Step
    leave: tuple[ExitStep, ...]
    half_duplex: HalfDuplex | None = None
    dialling: Dialling = Dialling()
    flash: tuple[Step, ...] = ()
    """A hook flash in command mode, off-hook."""
    hang_up: tuple[Step, ...]
    leave_voice: tuple[Step, ...]
    on_hook_query: str = ""
    codecs: tuple[CodecOffer, ...]
    reset: Reset
    quirks: tuple[Quirk, ...] = ()
    notes: tuple[Note, ...] = ()

    def has(self, quirk: QuirkName) -> bool:
        return any(each.name is quirk for each in self.quirks)

    def exits(self) -> tuple[Exit, ...]:
        return exits_of(self.leave)


def exits_of(steps: tuple[ExitStep, ...]) -> tuple[Exit, ...]:
    return tuple(Exit(dle_bytes(each.send), each.wait_ms) for each in steps)


_EXIT_MS: Final = (50, 5_000)
"""A modem answers within some ms, after what it has in hand is played; a line must not stay off-hook for the list."""
_CODES: Final = {"DLE": b"\x10", "ETX": b"\x03", "CAN": b"\x18", "ESC": b"\x1b", "FS": b"\x1c"}


def dle_bytes(text: str) -> bytes:
    """DLE codes by name as bytes. Raises ValueError for a word that is neither a code's name nor one character."""
    words = text.split()
    unknown = [word for word in words if word not in _CODES and not (len(word) == 1 and word.isascii())]
    if unknown or not words:
        fault = f'"{text}" is no sequence of {", ".join(_CODES)} and single characters'
        raise ValueError(fault)
    return b"".join(_CODES.get(word, word.encode("ascii")) for word in words)


_DOES: Final = {
    "flash": (Deed.DIALS,),
    "hang_up": (Deed.ENDS,),
    "leave_voice": (Deed.ENDS,),
    "answer": (Deed.ANSWERS,),
}
"""Sequence → what its commands may do to calls; ATDT!; is a hook flash as well (V.250 §6.3.1)."""


def voice_family_faults(family: VoiceFamily) -> Iterator[Fault]:
    """What the types of the file do not tell."""
    yield from empty("title", family.title, "the name to show")
    yield from empty("source", family.source, "where these facts come from")
    yield from blanks("says", family.says, "part of what the modem says of itself")
    yield from wrong_usb_ids(family.usb)
    yield from wrong_interfaces(family.interfaces.at, family.interfaces.sound)
    for name in ("flow_control", "init", "caller_id", "distinctive_ring", "flash", "hang_up", "leave_voice"):
        yield from wrong_steps(name, getattr(family, name), does=_DOES.get(name, ()))
    yield from wrong_steps("enter_voice", family.enter_voice, "{number}")
    yield from wrong_steps("country", (family.country,), "{code}")
    if "{code}" not in family.country.send:
        yield "country.send", f'"{family.country.send}" sets none; expected "AT…" with {{code}}'
    for name in ("answer", "stream"):
        yield from wrong_steps(name, (getattr(family, name),), does=_DOES.get(name, ()))
    if family.on_hook_query:
        yield from wrong_command("on_hook_query", family.on_hook_query)
    yield from wrong_steps("reset.send", family.reset.send, does=(Deed.ENDS,))
    yield from wrong_time("reset.back_within", family.reset.back_within_ms, BACK_MS)
    yield from _wrong_dialling(family.dialling)
    yield from _wrong_exits("leave", family.leave)
    if family.half_duplex:
        yield from _wrong_half_duplex(family.half_duplex)
    elif family.has(QuirkName.NO_DUPLEX):
        yield "half_duplex", 'is missing; expected how to play and to record, for the quirk "no_duplex"'
    yield from _wrong_formats(family)
    for number, quirk in enumerate(family.quirks, 1):
        yield from empty(f"quirks.{number}.why", quirk.why, "the reason")
        yield from empty(f"quirks.{number}.source", quirk.source, "where it was seen or read")


def _wrong_dialling(dialling: Dialling) -> Iterator[Fault]:
    yield from wrong_steps("dialling.before", dialling.before)
    yield from wrong_template("dialling.keys", dialling.keys, "{keys}")
    yield from wrong_template("dialling.command", dialling.command, "{how}", "{number}")
    if set(PLACEHOLDER.findall(dialling.key)) != {"{digit}"}:
        problem = f'"{dialling.key}" is no key for +VTS'
        yield "dialling.key", f'{problem}; expected one with {{digit}}, such as "{{{{digit}},10}}"'


def _wrong_half_duplex(half: HalfDuplex) -> Iterator[Fault]:
    yield from wrong_steps("half_duplex.play", (half.play,))
    yield from wrong_steps("half_duplex.record", (half.record,))
    yield from _wrong_exits("half_duplex.leave_play", half.leave_play)
    yield from _wrong_exits("half_duplex.leave_record", half.leave_record)


def _wrong_exits(name: str, exits: tuple[ExitStep, ...]) -> Iterator[Fault]:
    if not exits:
        yield name, 'is empty; expected at least one way out, such as { send = "DLE ^", wait = "500 ms" }'
    for number, each in enumerate(exits, 1):
        try:
            dle_bytes(each.send)
        except ValueError as fault:
            yield f"{name}.{number}.send", str(fault)
        yield from wrong_time(f"{name}.{number}.wait", each.wait_ms, _EXIT_MS)


def _wrong_formats(family: VoiceFamily) -> Iterator[Fault]:
    if not family.codecs:
        yield "codecs", 'is empty; expected at least one, such as { says = "MU-LAW", codec = "ulaw" }'
    yield from blanks("codecs", (each.says for each in family.codecs), "the modem's name for it, as AT+VSM=? says it")
    if not any("{number}" in step.send for step in family.enter_voice):
        yield "enter_voice", 'sets no codec; expected a step such as { send = "AT+VSM={number},8000" }'
    if not family.hang_up:
        yield "hang_up", 'is empty; expected at least { send = "ATH" }'
