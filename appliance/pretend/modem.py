"""One pretend modem, sans-IO: bytes from and to the host, pieces of sound from and to the line. Time is passed in."""

from collections import deque

import numpy as np

from appliance.model.words import Digit, Ms
from appliance.pretend.caller_id import CallerIdentity
from appliance.pretend.command_line import LONGEST_LINE, BadCommandLine, commands
from appliance.pretend.families import Family
from appliance.pretend.host_output import HostOutput
from appliance.pretend.misbehaviour import STALL_MS, Habits
from appliance.pretend.modem_machine import LOOP_OPEN, Effect, Input, PretendModemState, allowed, move
from appliance.pretend.registers import ERROR, PULSE_GAP_MS, PULSE_MS, Answer, Registers
from appliance.pretend.sines import sines
from appliance.pretend.voice_stream import DigitWatch, SilenceWatch, StreamCounts, VoiceStream
from appliance.sound.frames import RATE, Samples

NUMERIC_RESULTS = {"OK": 0, "CONNECT": 1, "RING": 2, "NO CARRIER": 3, "ERROR": 4}
INPUT_BOUND = 4_096
"""Bytes from the host kept while a command is being done or the modem is stalled; then the port is not read."""
DATA_ANSWER_MS = 50_000
"""S7: how long an answer as data waits for a carrier."""
VTS_DBM0 = -9.0
LEAK_SAMPLES = 480


class Modem:
    def __init__(self, family: Family, habits: Habits | None = None) -> None:
        self.family = family
        self.habits = habits or Habits()
        self.state = PretendModemState.UNPLUGGED
        self.stream: VoiceStream | None = None
        self.effects: list[tuple[Ms, Effect]] = []
        """What happened to hook and stream, with the time; whoever owns the modem takes it from here."""
        self.commands_done = 0
        """Since power-on; 0: no host has spoken yet."""
        self.last_host_ms: Ms = 0
        self.arrivals_ms: list[Ms] = []
        """When each sound that was played since the last look had come from the host; until taken."""
        self.loop: list[tuple[Ms, str]] = []
        """What breaks of the loop current tell the exchange, and when: pulsed digits, ! for a flash; until taken."""
        self._ended_counts = StreamCounts()
        self._registers = Registers(family)
        self._output = HostOutput()
        self._switch_on(0)

    def _switch_on(self, now: Ms) -> None:
        self._registers.restore()
        self._registers.last_identity = None
        self.habits.power_on()
        self._output.clear()
        self._input = bytearray()
        self._line = bytearray()
        self._last_body = ""
        self._busy_until = self._stalled_until = now
        self._given_up_at: Ms | None = None
        self._tones: deque[Samples] = deque()
        self.commands_done = 0

    # The host's side

    @property
    def room(self) -> int:
        """Bytes the port may read for this modem now."""
        room = INPUT_BOUND - len(self._input)
        return min(room, self.stream.room) if self.stream else room

    @property
    def counts(self) -> StreamCounts:
        """Of all streams since the modem was made."""
        running = self.stream.counts if self.stream else StreamCounts()
        return self._ended_counts + running + StreamCounts(overruns=self._output.dropped)

    def receive(self, data: bytes, now: Ms) -> None:
        self.last_host_ms = now
        self._input += data[: INPUT_BOUND - len(self._input)]
        self._work(now)

    def take_output(self, now: Ms) -> bytes:
        return self._output.take(now)

    def give_back(self, rest: bytes, due: Ms) -> None:
        self._output.give_back(rest, due)

    def next_wake(self) -> Ms | None:
        waits = [self._output.next_due(), self._given_up_at]
        if self._input and not (self.stream and self.stream.draining):
            waits.append(max(self._busy_until, self._stalled_until))
        return min((wait for wait in waits if wait is not None), default=None)

    def wake(self, now: Ms) -> None:
        if self._given_up_at is not None and now >= self._given_up_at:
            self._stop_data_answer(now)
        self._work(now)

    def _work(self, now: Ms) -> None:
        """Takes from the input what can be taken now."""
        while self._input and now >= max(self._busy_until, self._stalled_until):
            if self.state is PretendModemState.DATA_ANSWER:
                self._input.clear()
                self._stop_data_answer(now)
            elif self.stream is not None:
                taken = self.stream.receive(bytes(self._input), now)
                del self._input[:taken]
                self._after_stream_work(now)
                if not taken:
                    return
            else:
                self._take_command_bytes(now)

    def _take_command_bytes(self, now: Ms) -> None:
        """Up to and with the next carriage return, or all there is; A/ repeats at once."""
        end = self._input.find(b"\r") + 1 or len(self._input)
        taken = bytes(self._input[:end])
        del self._input[:end]
        if self._registers.echo:
            self._output.put(self.habits.through_wire(taken), now + self.habits.echo_delay_ms)
        self._line += taken
        if taken.endswith(b"\r") or self._line.strip().upper() == b"A/":
            line = self._line.decode("latin-1").strip()
            self._line.clear()
            self._do_line(line, now)
        elif len(self._line) > LONGEST_LINE:
            self._line.clear()
            self._result("ERROR", now)

    def _do_line(self, line: str, now: Ms) -> None:
        if line.upper() == "A/":
            self._do_body(self._last_body, now)
            return
        start = line.upper().find("AT")
        if start >= 0:
            self._last_body = line[start + 2 :]
            self._do_body(self._last_body, now)

    def _do_body(self, body: str, now: Ms) -> None:
        """All commands of one line and one result (V.250 §5.6)."""
        good = True
        try:
            parts = commands(body)
        except BadCommandLine as bad:
            parts, good = bad.done, False
        took, result = 3, "OK"
        for command in parts:
            answer = self._do_command(command, now)
            took += answer.took_ms
            for text in answer.lines:
                self._text_line(text, now + took)
            if not answer.good:
                good = False
                break
            result = self._result_word()
        self.commands_done += 1
        self._busy_until = now + took
        if good and result == "CONNECT" and self.stream is not None and self.stream.records:
            self._leak(self.stream, now + took)
        if not good or result:
            self._result(result if good else "ERROR", now + took)

    def _leak(self, stream: VoiceStream, due: Ms) -> None:
        """Samples of a silent line, where the modem sends some before it says so."""
        if self.habits.samples_before_connect:
            self._send(stream.silence(LEAK_SAMPLES), due)

    def _do_command(self, command: str, now: Ms) -> Answer:
        if self.habits.answers_error(command):
            return ERROR
        if self.habits.stalls_at(command):
            self._stall(now)
        answer = self._registers.execute(command)
        if answer.entry is not None:
            if not allowed(self.state, answer.entry):
                return ERROR
            self._enter(answer.entry, now)
        if answer.off_hook_only and not self.off_hook:
            return ERROR
        if answer.tones:
            self._queue_tones(answer)
        if self.off_hook:
            self._break_loop(answer.loop, now)
        return answer

    def _result_word(self) -> str:
        if self.state is PretendModemState.DATA_ANSWER:
            return ""  # NO CARRIER comes later
        return "CONNECT" if self.stream else "OK"

    def _break_loop(self, signs: str, now: Ms) -> None:
        for sign in signs:
            now += (int(sign) or 10) * PULSE_MS if sign.isdigit() else 0
            self.loop.append((now, sign))
            now += PULSE_GAP_MS

    def _queue_tones(self, answer: Answer) -> None:
        for low, high, duration in answer.tones:
            hertz = tuple(hz for hz in (low, high) if hz)
            count = duration * RATE // 1_000
            self._tones.append(sines(hertz, count, VTS_DBM0) if hertz else np.zeros(count, np.int16))

    def _stall(self, now: Ms) -> None:
        self._stalled_until = now + STALL_MS
        self._output.hold_until(self._stalled_until)

    # What the host is told

    def _result(self, text: str, due: Ms) -> None:
        if self._registers.quiet:
            return
        if self._registers.verbose:
            self._text_line(text, due)
        else:
            self._send(f"{NUMERIC_RESULTS[text]}\r".encode(), due)

    def _text_line(self, text: str, due: Ms) -> None:
        framed = f"\r\n{text}\r\n" if self._registers.verbose else f"{text}\r\n"
        self._send(framed.encode("latin-1") * self.habits.copies_of_line(), due)

    def _send(self, data: bytes, due: Ms) -> bool:
        return self._output.put(self.habits.through_wire(data), due)

    def tell(self, code: str, now: Ms) -> None:
        """An event, behind a DLE; told in voice class only."""
        if self._registers.voice and self.state is not PretendModemState.UNPLUGGED:
            self._send(b"\x10" + code.encode(), now)

    # Hook and plug

    def _enter(self, entry: Input, now: Ms) -> None:
        """Callers have asked allowed()."""
        self.state, effects = move(self.state, entry)
        self.effects.extend((now, effect) for effect in effects)
        self._registers.off_hook = self.off_hook
        if Effect.STREAM_OPENED in effects:
            self._open_stream(now)
        if Effect.STREAM_CLOSED in effects and self.stream is not None:
            self._ended_counts += self.stream.counts
            self.stream = None
        if Effect.WENT_OFF_HOOK in effects:
            self._digits = DigitWatch(between_marks=self.family.digits_between_marks)
            self._given_up_at = now + DATA_ANSWER_MS if self.state is PretendModemState.DATA_ANSWER else None
        if Effect.WENT_ON_HOOK in effects:
            self._given_up_at = None
            self._tones.clear()

    def _open_stream(self, now: Ms) -> None:
        plays, records = self.state is not PretendModemState.RECORDING, self.state is not PretendModemState.PLAYING
        self.stream = VoiceStream(self.family, self._registers.sample_format, plays=plays, records=records)
        self._silence = SilenceWatch(self._registers.silence_tenths)
        self.last_host_ms = now

    def power_on(self, now: Ms) -> None:
        self._switch_on(now)
        self._enter(Input.POWER_ON, now)

    def power_off(self, now: Ms) -> None:
        self._enter(Input.POWER_OFF, now)
        self._output.clear()

    def _stop_data_answer(self, now: Ms) -> None:
        self._enter(Input.RELEASE, now)
        self._result("NO CARRIER", now + 20)

    # The line's side

    @property
    def off_hook(self) -> bool:
        return self.state not in LOOP_OPEN

    def ring(self, now: Ms) -> None:
        if not allowed(self.state, Input.RING_BEGAN):
            return
        self._enter(Input.RING_BEGAN, now)
        if self._registers.voice:
            self._send(self.family.voice_ring, now)
        else:
            self._result("RING", now)

    def stop_ringing(self, now: Ms) -> None:
        if allowed(self.state, Input.RING_STOPPED):
            self._enter(Input.RING_STOPPED, now)

    def identify(self, identity: CallerIdentity, now: Ms) -> None:
        self._registers.last_identity = identity
        if form := self._registers.caller_id_form:
            for text in self._registers.caller_id_lines(identity, form=form):
                self._text_line(text, now)

    def piece(self, said: Samples, key: Digit, now: Ms) -> tuple[Samples, Samples]:
        """One piece of off-hook line sound, `key` the DTMF digit in it or "".

        Returns what of it went to the host as samples, decoded again, and what the host's samples say to the line.
        """
        piece_ms = len(said) * 1_000 // RATE
        if self.state.value in self.family.digits_told_in:
            for code in self._digits.events(key, piece_ms):
                self.tell(code, now)
        if self.stream is None:
            return said, self._next_tones(len(said))
        if now < self._stalled_until:
            return said, np.zeros(len(said), np.int16)
        to_host, sent, heard = self.stream.piece(said)
        self.arrivals_ms += self.stream.arrivals_ms
        self.stream.arrivals_ms.clear()
        if to_host and not self._send(to_host, now):
            self.stream.events.append("o")
        if self.stream.records and (code := self._silence.event(said)):
            self.stream.events.append(code)
        self._misbehave(self.stream, piece_ms, now)
        self._after_stream_work(now)
        self._work(now)
        return sent, heard

    def _misbehave(self, stream: VoiceStream, piece_ms: Ms, now: Ms) -> None:
        if stream.playing and self.habits.tells_false_dial_tone(stream.streamed_ms, piece_ms):
            stream.events.append("d")
        if self.habits.stalls_in_stream(stream.streamed_ms):
            self._stall(now)

    def _next_tones(self, count: int) -> Samples:
        if not self._tones:
            return np.zeros(count, np.int16)
        first = self._tones.popleft()
        if len(first) > count:
            self._tones.appendleft(first[count:])
        piece = np.zeros(count, np.int16)
        piece[: len(first[:count])] = first[:count]
        return piece

    def _after_stream_work(self, now: Ms) -> None:
        stream = self.stream
        if stream is None:
            return
        for code in stream.events:
            self.tell(code, now)
        stream.events.clear()
        limit_ms = self._registers.idle_limit_s * 1_000
        if limit_ms and now - self.last_host_ms >= limit_ms:
            stream.ended = True
        if stream.ended:
            self._enter(Input.END_STREAM, now)
            if stream.records:
                self._send(b"\x10\x03", now)
            self._result("OK", now)
