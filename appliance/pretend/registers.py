"""What a pretend modem knows and answers in command mode: one command in, one Answer out."""

import re
from collections.abc import Callable
from typing import TypeAlias

from appliance.model.words import Ms, Value
from appliance.pretend.caller_id import CallerIdentity, formatted, raw
from appliance.pretend.families import Family, SampleFormat, SettableRange
from appliance.pretend.modem_machine import Input
from appliance.pretend.sines import DTMF_HZ

VOICE = "8"
ToneBurst: TypeAlias = tuple[float, float, Ms]
"""First and second frequency, duration; 0 for no second one."""


_VTS_ITEM = re.compile(r"\{([0-9A-D*#]),(\d{1,4})\}|\[(\d{0,4}),(\d{0,4}),(\d{1,4})\]|([0-9A-D*#!])", re.ASCII)
_DIALLED = re.compile(r"D([TP]?)([0-9*#]{1,20});", re.ASCII)
"""A number of the box: 1 to 20 of 0-9 * #, and the semicolon that leaves the modem in command mode (V.250 §6.3.1)."""
DIALLED_KEY_MS, PULSE_MS, PULSE_GAP_MS = 95, 100, 800
"""S11 of most modems; ten pulses a second, and the pause between two digits."""
LONGEST_TONES = 32
"""Items of one +VTS."""


class Answer(Value, frozen=True, kw_only=True):
    good: bool = True
    lines: tuple[str, ...] = ()
    """Information before the result."""
    entry: Input | None = None
    """What it means for hook or stream; the command is refused when the modem's state has no such way."""
    took_ms: Ms = 3
    tones: tuple[ToneBurst, ...] = ()
    """To be sounded on the line before the result."""
    loop: str = ""
    """What breaks of the loop current say to the exchange: digits as pulses, ! for a hook flash."""
    off_hook_only: bool = False


OK = Answer()
ERROR = Answer(good=False)
Doing: TypeAlias = Callable[[str], Answer]


def _told(value: object) -> Answer:
    return Answer(lines=(str(value),))


class Registers:
    """Settings of one modem as AT commands change them; power-on and ATZ restore them."""

    def __init__(self, family: Family) -> None:
        self._family = family
        self.last_identity: CallerIdentity | None = None
        self.off_hook = False
        """Told by the modem; what +VLS? answers."""
        self._prefixes: dict[str, Doing] = {
            "+FCLASS=": self._set_class,
            "+VCID=": self._set_caller_id,
            "+VSM=": self._set_format,
            "+VLS=": self._set_hook,
            "+VTS=": self._sound_tones,
            "+VSD=": self._set_silence,
            "+VIT=": self._set_idle_limit,
            "+GCI=": self._set_country,
            "+VRID=": self._repeat_caller_id,
        }
        self._exact: dict[str, Callable[[], Answer]] = {
            "+VTR": lambda: self._stream(Input.BEGIN_DUPLEX),
            "+VTX": lambda: self._stream(Input.BEGIN_PLAY),
            "+VRX": lambda: self._stream(Input.BEGIN_RECORD),
            "+VSM=?": lambda: Answer(lines=family.format_listing),
            "+VSM?": lambda: _told(f"{self.format_number},8000"),
            "+FCLASS?": lambda: _told(self.fclass),
            "+VLS?": lambda: _told(int(self.off_hook)),
            "+VCID?": lambda: _told(self.caller_id_form),
            "+VCID=?": lambda: _told("(0-2)"),
            "+GCI?": lambda: _told(f"+GCI: {self.country}"),
            "+GCI=?": lambda: _told(f"+GCI: ({','.join(family.countries)})"),
            "+VIT?": lambda: _told(self.idle_limit_s),
            "+VTS=?": lambda: _told("(200-3200),(200-3200),(0-500)"),
            "&V": lambda: _told(self._profile()),
            "A": self._answer,
            **dict.fromkeys(("Z", "Z0", "&F", "&F0"), self._reset),
        }
        self.restore()

    def restore(self) -> None:
        self.echo, self.verbose, self.quiet = True, True, False
        self.caller_id_form = 0
        self.country = self._family.countries[0]
        self._s_registers: dict[int, int] = {0: 0, 3: 13, 4: 10, 5: 8, 7: 50}
        self._leave_voice()

    def _leave_voice(self) -> None:
        """+FCLASS other than 8 resets the voice parameters (V.253 §10.2.1)."""
        self.fclass = "0"
        self.format_number = self._family.first_format
        self.idle_limit_s = 0
        self.silence_tenths = 0
        self._settings = {name: tuple(f[2] for f in given.fields) for name, given in self._family.settable.items()}

    @property
    def voice(self) -> bool:
        return self.fclass == VOICE

    @property
    def sample_format(self) -> SampleFormat:
        return self._family.formats[self.format_number]

    def execute(self, command: str) -> Answer:
        if command in self._exact:
            return self._exact[command]()
        if command in self._family.identities:
            return Answer(lines=self._family.identities[command])
        name, equals, value = command.partition("=")
        if doing := self._prefixes.get(name + equals):
            return doing(value)
        if command[0] in "+-":
            return self._settable(command)
        return self._basic(command)

    def _dial(self, command: str) -> Answer:
        wanted = _DIALLED.fullmatch(command)
        if wanted is None or not self.voice:
            return ERROR
        if wanted[1] == "P":
            if not wanted[2].isdigit():
                return ERROR  # there are no pulses for * and #
            took = sum((int(digit) or 10) * PULSE_MS + PULSE_GAP_MS for digit in wanted[2])
            return Answer(loop=wanted[2], off_hook_only=True, took_ms=took)
        bursts = [burst for key in wanted[2] for burst in ((*DTMF_HZ[key], DIALLED_KEY_MS), (0.0, 0.0, DIALLED_KEY_MS))]
        return Answer(tones=tuple(bursts), off_hook_only=True, took_ms=sum(burst[2] for burst in bursts))

    def _basic(self, command: str) -> Answer:
        if command[0] == "D":
            return self._dial(command)
        letter, number = command[:1], command[1:] or "0"
        if command == "I":
            return self.execute("I0")
        if command[0] == "S" and len(command) > 1:
            return self._s_register(command)
        if letter == "H" and number in "01":
            return Answer(entry=Input.RELEASE if number == "0" else Input.SEIZE, took_ms=30)
        if letter in "EVQ" and number in "01":
            attribute = {"E": "echo", "V": "verbose", "Q": "quiet"}[letter]
            setattr(self, attribute, number == "1")
            return OK
        accepted = letter in "BLMNPTWXY" or (letter == "&" and command[1:2] in tuple("CDGJKQRSTWX"))
        return OK if accepted else ERROR

    def _s_register(self, command: str) -> Answer:
        register, _, value = command[1:].partition("=")
        if register.endswith("?"):
            return Answer(lines=(f"{self._s_registers.get(int(register[:-1]), 0):03}",))
        if int(register) > 255 or int(value or 0) > 255:
            return ERROR
        self._s_registers[int(register)] = int(value or 0)
        return OK

    def _settable(self, command: str) -> Answer:
        name, equals, value = command.partition("=")
        given = self._family.settable.get(name.removesuffix("?"))
        if given is None:
            return ERROR
        if not equals and name.endswith("?"):
            return Answer(lines=(",".join(map(str, self._settings[name[:-1]])),))
        if value == "?":
            return Answer(lines=(",".join(f"({least}-{most})" for least, most, _ in given.fields),))
        values = _within(given, value) if equals else None
        if values is None:
            return ERROR
        self._settings[name] = values
        return OK

    def _profile(self) -> str:
        switches = f"E{self.echo:d} Q{self.quiet:d} V{self.verbose:d} X4 &C1 &D2 &K3"
        return f"{switches} S00:{self._s_registers[0]}"

    def _reset(self) -> Answer:
        self.restore()
        return Answer(entry=Input.RELEASE, took_ms=200)

    def _answer(self) -> Answer:
        return Answer(entry=Input.SEIZE if self.voice else Input.ANSWER_DATA, took_ms=20)

    def _stream(self, entry: Input) -> Answer:
        lacking = entry is Input.BEGIN_DUPLEX and not self._family.duplex
        return Answer(entry=entry) if self.voice and not lacking else ERROR

    def _set_class(self, value: str) -> Answer:
        if value not in self._family.identities["+FCLASS=?"][0].split(","):
            return ERROR
        if value == VOICE:
            self.fclass = VOICE
            return OK
        self._leave_voice()
        self.fclass = value
        return Answer(entry=Input.RELEASE)

    def _set_caller_id(self, value: str) -> Answer:
        if value not in ("0", "1", "2"):
            return ERROR
        self.caller_id_form = int(value)
        return OK

    def _set_format(self, value: str) -> Answer:
        number, _, rate = value.partition(",")
        rate = rate.partition(",")[0]
        if (
            not self.voice
            or not number.isdigit()
            or int(number) not in self._family.formats
            or rate not in ("", "8000")
        ):
            return ERROR
        self.format_number = int(number)
        return OK

    def _set_hook(self, value: str) -> Answer:
        if not self.voice or value not in ("0", "1", "5"):
            return ERROR
        return Answer(entry=Input.RELEASE if value == "0" else Input.SEIZE, took_ms=20)

    def _set_silence(self, value: str) -> Answer:
        sensitivity, comma, tenths = value.partition(",")
        if not (self.voice and sensitivity.isdigit() and comma and tenths.isdigit() and int(tenths) <= 255):
            return ERROR
        self.silence_tenths = int(tenths)
        return OK

    def _set_idle_limit(self, value: str) -> Answer:
        if not (self.voice and value.isdigit() and int(value) <= 255):
            return ERROR
        self.idle_limit_s = int(value)
        return OK

    def _set_country(self, value: str) -> Answer:
        if value not in self._family.countries:
            return ERROR
        self.country = value
        return OK

    def _repeat_caller_id(self, value: str) -> Answer:
        if value not in ("0", "1") or self.last_identity is None:
            return ERROR
        return Answer(lines=self.caller_id_lines(self.last_identity, form=1 + int(value)))

    def caller_id_lines(self, identity: CallerIdentity, *, form: int) -> tuple[str, ...]:
        return (raw(identity),) if form == 2 else formatted(identity, spaces=self._family.caller_id_spaces)

    def _sound_tones(self, value: str) -> Answer:
        bursts = _bursts(value, self._settings["+VTD"][0] * 10) if self.voice else None
        if not bursts:
            return ERROR
        return Answer(tones=bursts, loop="!" * value.count("!"), took_ms=sum(burst[2] for burst in bursts))


def _within(given: SettableRange, value: str) -> tuple[int, ...] | None:
    parts = value.split(",")
    if len(parts) > len(given.fields):
        return None
    values = []
    for (least, most, default), part in zip(given.fields, parts + [""] * len(given.fields), strict=False):
        if part and not part.isdigit():
            return None
        number = int(part) if part else default
        if not least <= number <= most:
            return None
        values.append(number)
    return tuple(values)


def _bursts(value: str, default_ms: Ms) -> tuple[ToneBurst, ...] | None:
    """5,6 or {5,20} or [f1,f2,dur] with durations in 10 ms; None when it is not that."""
    bursts: list[ToneBurst] = []
    place = 0
    while place < len(value):
        item = _VTS_ITEM.match(value, place)
        if item is None or len(bursts) == LONGEST_TONES:
            return None
        bursts.append(_burst(item, default_ms))
        place = item.end() + (value[item.end() : item.end() + 1] == ",")
    return tuple(bursts)


def _burst(item: re.Match[str], default_ms: Ms) -> ToneBurst:
    key, key_time, first, second, time, plain = item.groups()
    if time is not None:
        return float(first or 0), float(second or 0), min(int(time), 500) * 10
    low, high = DTMF_HZ.get(key or plain, (0.0, 0.0))  # ! is a flash: nothing sounds
    return low, high, min(int(key_time), 500) * 10 if key_time else default_ms
