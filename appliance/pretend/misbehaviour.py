"""The named misbehaviours of modems and lines, and what they do to the bytes of one modem."""

from collections.abc import Mapping
from enum import Enum

ECHO_DELAY_MS = 150
STALL_MS = 8_000
FALSE_DIAL_TONE_MS = 2_000
FLOOD_MS = 50
SIM_BUSY_MS = 30_000
SWALLOWS_EVERY = 5
GLUES_EVERY = 3
DROPS_EVERY = 4_001
"""Bytes; a prime, so that the drop wanders through pieces of any round size."""


class Misbehaviour(Enum):
    ECHOES_LATE = "echoes_late"
    """Every echo, and what follows it, comes 150 ms late."""
    DROPS_A_BYTE = "drops_a_byte"
    """Every 4001st byte to the host is lost; an argument is another distance."""
    DOUBLES_A_LINE = "doubles_a_line"
    """Every second line to the host is sent twice."""
    ANSWERS_ERROR_ONCE = "answers_error_once"
    """Once per power-on, to the first extended command; an argument is the beginning of the command meant."""
    STALLS = "stalls"
    """Once per power-on, two seconds into a stream, neither reads nor writes for 8 s; an argument is the beginning of a
    command to do it at instead.
    """
    UNPLUGGED_MID_CALL = "unplugged_mid_call"
    """Once, four seconds into a call; an argument is the time in ms."""
    NEVER_SIGNALS_HANG_UP = "never_signals_hang_up"
    """However a caller hangs up, the line stays silent."""
    SAMPLES_BEFORE_CONNECT = "samples_before_connect"
    """60 ms of samples come before the CONNECT of a stream."""
    FALSE_DIAL_TONE = "false_dial_tone"
    """DLE d every two seconds while the modem plays, though nobody has hung up."""
    NO_DIAL_TONE = "no_dial_tone"
    """The line is dead when the box goes off-hook to dial; what it dials is heard all the same."""
    DOUBLES_CARRIAGE_RETURNS = "doubles_carriage_returns"
    """GSM: lines are framed by CR CR LF."""
    SWALLOWS_OK = "swallows_ok"
    """GSM: every fifth command gets no final line; an argument is the beginning of the commands meant."""
    GLUES_LINES = "glues_lines"
    """GSM: every third OK or ERROR has an event on the same line: OK^RSSI:17."""
    FLOODS_EVENTS = "floods_events"
    """GSM: a signal event every 50 ms, whatever was asked for."""
    BARE_PROMPT = "bare_prompt"
    """GSM: > comes without the CR LF before it."""
    LOSES_PROMPT = "loses_prompt"
    """GSM: the first > after power-on is not shown, though the modem waits for a text."""
    ECHOES_TEXTS = "echoes_texts"
    """GSM: what is typed at > is echoed, echo on or off."""
    SWALLOWS_TEXT_RESULT = "swallows_text_result"
    """GSM: the network takes the first text after power-on, and neither +CMGS nor OK is told."""
    SIM_BUSY = "sim_busy"
    """GSM: the SIM is busy for 30 s after each power-on."""
    LOSES_TEXT_EVENTS = "loses_text_events"
    """GSM: +CMTI never comes for the text that fills the memory, nor for every second one before it."""
    USSD_BEFORE_OK = "ussd_before_ok"
    """GSM: the network's +CUSD comes before the OK of the command that asked."""
    SLOW_NETWORK = "slow_network"
    """GSM: what is asked of the network, a text included, takes 25 s unless the host gives it up with any character."""
    SLOW_SIM = "slow_sim"
    """GSM: a listing of the texts takes 12 s, and nothing ends it; a single one is read in 250 ms."""
    TELLS_NUMBER_LATE = "tells_number_late"
    """GSM: no +CLIP with the first ring."""
    LISTING_KILLS_DIALLING = "listing_kills_dialling"
    """GSM: +CLCC while a call is set up clears it, as on ZTE sticks."""
    SOUND_HALF_DIES = "sound_half_dies"
    """GSM: after the first call the host's samples go nowhere, and +CPCMREG=1 is refused at the first try, until the
    module is restarted.
    """
    KEEPS_CALLS = "keeps_calls"
    """GSM: ATZ and AT&F end no call."""
    DEAF_TO_HANG_UP = "deaf_to_hang_up"
    """GSM: +CHUP, ATH and +QHUP are answered OK and end nothing; an argument is the one that does: +CHUP, H."""
    RENUMBERS = "renumbers"
    """Plugged in again, the ports have other names: line1 is line1~2, then line1~3. Their names in by-path stay."""


class MisbehaviourFault(ValueError):
    """The text is one sentence."""


def parse(text: str) -> tuple[str, dict[Misbehaviour, str]]:
    """LINE=NAME[:ARGUMENT][,NAME…] → line and what it does. Raises MisbehaviourFault."""
    line, _, names = text.partition("=")
    known = {each.value: each for each in Misbehaviour}
    wanted: dict[Misbehaviour, str] = {}
    for item in names.split(","):
        name, _, argument = item.partition(":")
        if name not in known or not line:
            fault = f"--misbehave {text}: {name!r} is not one of {', '.join(known)}; expected LINE=NAME[,NAME]"
            raise MisbehaviourFault(fault)
        _check_argument(text, known[name], argument)
        wanted[known[name]] = argument
    return line, wanted


def _check_argument(text: str, which: Misbehaviour, argument: str) -> None:
    counted = which in (Misbehaviour.DROPS_A_BYTE, Misbehaviour.UNPLUGGED_MID_CALL)
    if argument and counted and not (argument.isdigit() and int(argument) > 0):
        fault = f"--misbehave {text}: {argument!r} is not a number above 0, which {which.value} expects after its colon"
        raise MisbehaviourFault(fault)


class Habits:
    """The misbehaviours of one modem, with what they have done so far."""

    def __init__(self, wanted: Mapping[Misbehaviour, str] | None = None) -> None:
        self._wanted = dict(wanted or {})
        self._drops_every = int(self._wanted.get(Misbehaviour.DROPS_A_BYTE) or DROPS_EVERY)
        self._bytes = 0
        self._lines = 0
        self._error_done = False
        self._stall_done = False
        self._unplug_done = False
        self._commands = self._results = self._texts = 0
        self._prompts = self._results_of_texts = 0

    def power_on(self) -> None:
        self._error_done = False
        self._stall_done = False
        self._prompts = self._results_of_texts = 0

    @property
    def echo_delay_ms(self) -> int:
        return ECHO_DELAY_MS if Misbehaviour.ECHOES_LATE in self._wanted else 0

    @property
    def signals_hang_up(self) -> bool:
        return Misbehaviour.NEVER_SIGNALS_HANG_UP not in self._wanted

    def answers_error(self, command: str) -> bool:
        """Whether this command is to be refused, once."""
        prefix = self._wanted.get(Misbehaviour.ANSWERS_ERROR_ONCE)
        if prefix is None or self._error_done or not command.startswith(prefix or "+"):
            return False
        self._error_done = True
        return True

    def stalls_at(self, command: str) -> bool:
        prefix = self._wanted.get(Misbehaviour.STALLS)
        return bool(prefix) and command.startswith(prefix or "") and self._stall_once()

    def stalls_in_stream(self, streamed_ms: int) -> bool:
        return self._wanted.get(Misbehaviour.STALLS) == "" and streamed_ms >= 2_000 and self._stall_once()

    def _stall_once(self) -> bool:
        first = not self._stall_done
        self._stall_done = True
        return first

    def unplugs(self, off_hook_ms: int) -> bool:
        """Whether the plug is to be pulled so long after the modem went off-hook."""
        after = self._wanted.get(Misbehaviour.UNPLUGGED_MID_CALL)
        if after is None or self._unplug_done or off_hook_ms < int(after or 4_000):
            return False
        self._unplug_done = True
        return True

    def copies_of_line(self) -> int:
        self._lines += 1
        return 2 if Misbehaviour.DOUBLES_A_LINE in self._wanted and self._lines % 2 == 0 else 1

    def through_wire(self, data: bytes) -> bytes:
        """What arrives of the bytes sent."""
        if Misbehaviour.DROPS_A_BYTE not in self._wanted:
            return data
        kept = bytearray()
        for byte in data:
            self._bytes += 1
            if self._bytes % self._drops_every:
                kept.append(byte)
        return bytes(kept)

    @property
    def samples_before_connect(self) -> bool:
        return self._has(Misbehaviour.SAMPLES_BEFORE_CONNECT)

    def tells_false_dial_tone(self, streamed_ms: int, piece_ms: int) -> bool:
        """Whether DLE d is told with the piece that ends here, if samples are being played."""
        return self._has(Misbehaviour.FALSE_DIAL_TONE) and streamed_ms % FALSE_DIAL_TONE_MS < piece_ms

    def _has(self, which: Misbehaviour) -> bool:
        return which in self._wanted

    @property
    def gives_dial_tone(self) -> bool:
        return not self._has(Misbehaviour.NO_DIAL_TONE)

    @property
    def doubles_carriage_returns(self) -> bool:
        return self._has(Misbehaviour.DOUBLES_CARRIAGE_RETURNS)

    def swallows_result(self, command: str) -> bool:
        """Whether this command, now done, gets no final line."""
        prefix = self._wanted.get(Misbehaviour.SWALLOWS_OK)
        if prefix is None or not command.startswith(prefix):
            return False
        self._commands += 1
        return bool(prefix) or self._commands % SWALLOWS_EVERY == 0

    def glued(self) -> str:
        """The event that is to stand behind the final line that is being sent, on the same line; mostly none."""
        self._results += Misbehaviour.GLUES_LINES in self._wanted
        return "^RSSI:17" if self._has(Misbehaviour.GLUES_LINES) and self._results % GLUES_EVERY == 0 else ""

    @property
    def floods_events(self) -> bool:
        return self._has(Misbehaviour.FLOODS_EVENTS)

    def prompt(self) -> bytes:
        """What the host sees of it."""
        self._prompts += 1
        if self._has(Misbehaviour.LOSES_PROMPT) and self._prompts == 1:
            return b""
        return b"> " if self._has(Misbehaviour.BARE_PROMPT) else b"\r\n> "

    @property
    def echoes_texts(self) -> bool:
        return self._has(Misbehaviour.ECHOES_TEXTS)

    def swallows_text_result(self) -> bool:
        """Of a text that the network has taken."""
        self._results_of_texts += 1
        return self._has(Misbehaviour.SWALLOWS_TEXT_RESULT) and self._results_of_texts == 1

    @property
    def sim_busy(self) -> bool:
        return self._has(Misbehaviour.SIM_BUSY)

    def loses_text_event(self, *, full: bool) -> bool:
        """Whether the host is not told of the text that has just been stored."""
        self._texts += 1
        return self._has(Misbehaviour.LOSES_TEXT_EVENTS) and (full or self._texts % 2 == 0)

    @property
    def ussd_before_ok(self) -> bool:
        return self._has(Misbehaviour.USSD_BEFORE_OK)

    @property
    def slow_network(self) -> bool:
        return self._has(Misbehaviour.SLOW_NETWORK)

    @property
    def slow_sim(self) -> bool:
        return self._has(Misbehaviour.SLOW_SIM)

    @property
    def tells_number_late(self) -> bool:
        return self._has(Misbehaviour.TELLS_NUMBER_LATE)

    @property
    def listing_kills_dialling(self) -> bool:
        return self._has(Misbehaviour.LISTING_KILLS_DIALLING)

    @property
    def sound_half_dies(self) -> bool:
        return self._has(Misbehaviour.SOUND_HALF_DIES)

    @property
    def renumbers(self) -> bool:
        return self._has(Misbehaviour.RENUMBERS)

    @property
    def keeps_calls(self) -> bool:
        return self._has(Misbehaviour.KEEPS_CALLS)

    def deaf_to_hang_up(self, command: str) -> bool:
        return self._wanted.get(Misbehaviour.DEAF_TO_HANG_UP) in {"", command}
