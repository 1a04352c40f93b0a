"""Scripts: which callers ring, when, on which line, and what each of them does; read from and written to files.

A script is a TOML or JSON file with a list `call`, and `choices` for what the named kinds need to know. A call without
`steps` needs a `kind` (appliance.pretend.kinds) and does what that kind does. Steps are done one after the other:

    {do = "listen", ms = 1500}                          hears for so long and does nothing else
    {do = "wait_sound", within_ms = 10000}              until the box makes a sound
    {do = "wait_silence", ms = 600, within_ms = 30000}  until the box has spoken and then been silent for `ms`
    {do = "press", keys = "1#"}                         in-band DTMF; on_ms, off_ms, dbm0 (of each of the two tones)
    {do = "tone", hz = 440, dbm0 = -15, ms = 3000}      speaks one marked tone
    {do = "wait_tone", hz = [600, 700], within_ms = 30000}   until one of the tones is heard: somebody is there
    {do = "say", wav = "hello.wav"}                     speaks a WAV file; beside the script
    {do = "wait_release", within_ms = 30000}            until the box itself hangs up
    {do = "unplug", back_after_ms = 3000}               pulls the modem out of its port, plugs it in again
    {do = "hang_up", how = "busy_tone"}                 or "loop_break", or "nothing": the box is never told

A wait that is not fulfilled in time, and a release that never comes, end the script: the outcome says which, and the
caller hangs up. example.toml beside this file is a whole script.
"""

import tomllib
from enum import Enum
from pathlib import Path
from typing import Annotated, TypeAlias, TypeVar

import msgspec

from appliance.model.caller import Presentation
from appliance.model.words import Digit, LineName, Ms, Value

MOST_CALLS = 100_000
"""In one script: a day of 70 calls a minute; a file larger than that is not a script."""

Span: TypeAlias = Annotated[Ms, msgspec.Meta(ge=0, le=86_400_000)]
Hertz: TypeAlias = Annotated[int, msgspec.Meta(ge=100, le=3_800)]
Level: TypeAlias = Annotated[float, msgspec.Meta(ge=-60, le=3)]
"""dBm0: a sine of full scale is +3.17."""


class ScriptFault(ValueError):
    """The script cannot be used; the text is one sentence with the place."""


class HangUpHow(Enum):
    """What the exchange does for the box once the caller is gone."""

    BUSY_TONE = "busy_tone"
    LOOP_BREAK = "loop_break"
    """A short break of the loop current, then silence."""
    NOTHING = "nothing"
    """Silence for as long as the box stays off-hook."""


class Listen(Value, frozen=True, kw_only=True, tag_field="do", tag="listen"):
    ms: Span


class WaitSound(Value, frozen=True, kw_only=True, tag_field="do", tag="wait_sound"):
    within_ms: Span = 10_000
    dbm0: Level = -45.0
    """Louder than this for 40 ms is a sound."""


class WaitSilence(Value, frozen=True, kw_only=True, tag_field="do", tag="wait_silence"):
    ms: Span = 600
    within_ms: Span = 60_000
    dbm0: Level = -45.0


class Press(Value, frozen=True, kw_only=True, tag_field="do", tag="press"):
    keys: Annotated[str, msgspec.Meta(pattern="^[0-9*#A-D]{1,32}$")]
    on_ms: Annotated[Ms, msgspec.Meta(ge=10, le=10_000)] = 100
    off_ms: Annotated[Ms, msgspec.Meta(ge=10, le=10_000)] = 100
    dbm0: Level = -10.0
    """Of each of the two tones."""


class Tone(Value, frozen=True, kw_only=True, tag_field="do", tag="tone"):
    hz: Hertz
    ms: Span
    dbm0: Level = -15.0


class WaitTone(Value, frozen=True, kw_only=True, tag_field="do", tag="wait_tone"):
    hz: Hertz | Annotated[tuple[Hertz, ...], msgspec.Meta(min_length=1, max_length=32)]
    within_ms: Span = 30_000
    dbm0: Level = -35.0

    @property
    def any_of(self) -> tuple[int, ...]:
        return self.hz if isinstance(self.hz, tuple) else (self.hz,)


class Say(Value, frozen=True, kw_only=True, tag_field="do", tag="say"):
    wav: str


class WaitRelease(Value, frozen=True, kw_only=True, tag_field="do", tag="wait_release"):
    within_ms: Span = 30_000


class Unplug(Value, frozen=True, kw_only=True, tag_field="do", tag="unplug"):
    back_after_ms: Span = 3_000


class HangUp(Value, frozen=True, kw_only=True, tag_field="do", tag="hang_up"):
    how: HangUpHow = HangUpHow.BUSY_TONE


Step: TypeAlias = Listen | WaitSound | WaitSilence | Press | Tone | WaitTone | Say | WaitRelease | Unplug | HangUp


class KindChoices(Value, frozen=True, kw_only=True):
    """What the kinds need to know of the house they ring."""

    person_key: Digit = "1"
    """In the menu: to the queue."""
    message_key: Digit = "2"
    """In the menu: leave a message."""
    leave_key: Digit = "9"
    """In the queue: leave it."""
    agent_hz: tuple[Hertz, ...] = (600, 700, 800, 900)
    """Marked tones of the agents: one of them is heard when somebody is there."""
    caller_hz: Hertz = 440
    caller_dbm0: Level = -15.0
    menu_silence_ms: Span = 700
    """So long a silence is the end of the menu's prompts."""
    answer_within_ms: Span = 60_000
    """How long a served caller waits for a person."""
    patience_ms: Span = 6_000
    """In the queue, of those who give up."""
    talk_ms: Span = 3_000
    message_ms: Span = 3_000
    back_after_ms: Span = 3_000


class PretendCall(Value, frozen=True, kw_only=True):
    """One caller of a script."""

    kind: str = "scripted"
    """A name of appliance.pretend.kinds when there are no steps; otherwise any word, for the report."""
    line: LineName = ""
    """Empty: the first line that is free."""
    at_ms: Span = 0
    """Not before this, counted from the start of the exchange. A line that is not free then is waited for."""
    number: Annotated[str, msgspec.Meta(pattern="^[+]?[0-9]{0,20}$")] = ""
    name: Annotated[str, msgspec.Meta(pattern="^[ -~]{0,50}$")] = ""
    presentation: Presentation = Presentation.GIVEN
    """UNKNOWN: the exchange sends no caller id at all."""
    second: bool = False
    """Rings while the line is in a call: call waiting; mobile lines only."""
    patience_rings: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 10
    """Rings after which the caller gives up when nobody has answered."""
    steps: Annotated[tuple[Step, ...], msgspec.Meta(max_length=1000)] = ()

    @property
    def hang_up_how(self) -> HangUpHow:
        """How this caller hangs up, also when the script ends before its time."""
        last = next((step for step in reversed(self.steps) if isinstance(step, HangUp)), None)
        return last.how if last else HangUpHow.BUSY_TONE


class Script(Value, frozen=True, kw_only=True):
    choices: KindChoices = KindChoices()
    call: Annotated[tuple[PretendCall, ...], msgspec.Meta(max_length=MOST_CALLS)] = ()


S = TypeVar("S", bound=Script)


def decode_script(text: bytes, *, toml: bool, place: str, kind: type[S] = Script) -> S:  # type: ignore[assignment]
    """Raises ScriptFault, one sentence that begins with `place`."""
    try:
        raw = tomllib.loads(text.decode()) if toml else msgspec.json.decode(text)
        return msgspec.convert(raw, kind)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.MsgspecError) as error:
        text_of_fault = f"{place}: {error}; see the top of appliance/pretend/script.py for what a script may say"
        raise ScriptFault(text_of_fault) from error


def encode_script(script: Script) -> bytes:
    """As JSON."""
    return msgspec.json.encode(script)


def read_script(path: Path, kind: type[S] = Script) -> S:  # type: ignore[assignment]
    """Raises ScriptFault for a file that cannot be read or understood."""
    try:
        text = path.read_bytes()
    except OSError as error:
        text_of_fault = f"{path}: {error.strerror or error}; --script expects a TOML or JSON file"
        raise ScriptFault(text_of_fault) from error
    return decode_script(text, toml=path.suffix == ".toml", place=str(path), kind=kind)
