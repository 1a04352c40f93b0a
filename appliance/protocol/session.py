"""A modem session without input or output: bytes and times go in, signals and bytes come out.

    session.receive(data, now); while (signal := session.next_signal()): …      what the modem says
    wire.write(session.send("AT+FCLASS=8", now))                                 what it is told
    wire.write(session.ask_prompt("AT+CMGS=23", now)) → TextWanted; wire.write(session.enter_text(pdu, now))
    session.next_wake() → Ms | None;  wire.write(session.wake(now))              when nothing happens

It never raises for anything a modem says; OurFault means that it was asked for something impossible in its state.
"""

from collections import deque
from typing import Final

from appliance.model.signals import (
    CommandTimedOut,
    ComplexEvent,
    Deaf,
    JunkDropped,
    Result,
    Resynced,
    Samples,
    Signal,
    StreamClosed,
    StreamOpened,
    StreamStalled,
    TextWanted,
)
from appliance.model.words import Ms
from appliance.protocol.command_reply import CommandReply
from appliance.protocol.command_slot import CommandSlot
from appliance.protocol.deadlines import CANCEL_MS, PROMPT_MS, SUBMIT_MS, TYPING_MS
from appliance.protocol.dle_events import DLE, ETX, SUB
from appliance.protocol.errors import OurFault
from appliance.protocol.inflow import BLANK, Inflow, prompt_in
from appliance.protocol.result_codes import VERBOSE, unglued
from appliance.protocol.resync import ESCAPES, Resync
from appliance.protocol.session_machine import AT_PROMPT, IN_SOUND, Happening, SessionMachine, SessionState
from appliance.protocol.stream_exit import Exit, ResultInSound, StreamExit
from appliance.protocol.unasked_lines import UnaskedLines, comes_by_itself, is_text
from appliance.protocol.voice_stream import VoiceStream, shield

GAP_MS: Final[Ms] = 1_000
"""Longest time without a byte while sound should flow."""
MOST_SIGNALS: Final = 64
"""Signals made and not yet taken. One token makes at most four, so this is reached only when nobody takes any."""

_SUB: Final = b"\x1a"  # ends a text (27.005 §3.5.1)
_ESC: Final = b"\x1b"  # gives it up


class AtSession:
    """One modem, from the first AT to the last; see the module's text for its verbs."""

    def __init__(self, *, guard_ms: Ms = 0, shielded: bool = True) -> None:
        """After a final result the next command waits for `guard_ms`; some modems lose it otherwise.

        Modems that know DLE are `shielded`; GSM modems are not.
        """
        self._slot = CommandSlot(guard_ms)
        self._prompts = False  # a prompt was ever asked for, so one may stand there unasked
        self._machine = SessionMachine()
        self._inflow, self._shielded = Inflow(shielded=shielded), shielded
        self._made: deque[Signal] = deque(maxlen=MOST_SIGNALS)
        self._now: Ms = 0
        self._unasked = UnaskedLines()
        self._stream = VoiceStream()
        self._heard: Ms = 0
        self._stalled = False
        self._exit = StreamExit((), 0)
        self._tail = ResultInSound()
        self._asked: bool | None = None
        self._resync = Resync(0)

    # What is asked of it

    @property
    def state(self) -> SessionState:
        return self._machine.state

    @property
    def idle(self) -> bool:
        """A command may be sent now."""
        return self.state is SessionState.COMMAND and self._slot.reply is None

    def send(self, command: str, now: Ms) -> bytes:
        """The bytes of an AT command; none within the guard time, when wake() gives them at its end.

        Raises OurFault unless idle, or when the command is not one clean line.
        """
        if not self.idle:
            busy = self._slot.command or self.state.value
            fault = f"{command}: sent while the session is busy with {busy}; one command at a time, in command mode"
            raise OurFault(fault)
        self._now = now
        return self._slot.begin(command, now)

    def open_stream(self, command: str, now: Ms) -> bytes:
        """The bytes of the command that CONNECT answers; then StreamOpened, or CommandDone with what refused it."""
        data = self.send(command, now)
        self._machine.move(Happening.OPEN)
        return data

    def ask_prompt(self, command: str, now: Ms) -> bytes:
        """The bytes of the command that the prompt answers; then TextWanted, or CommandDone with what refused it."""
        data = self.send(command, now)
        self._machine.move(Happening.ASK_PROMPT)
        self._prompts = True
        self._slot.text(written=False)
        self._slot.postpone(PROMPT_MS, now)
        return data

    def enter_text(self, text: str, now: Ms) -> bytes:
        """The text with what ends it; then CommandDone. Raises OurFault without a prompt, and when it is not clean."""
        data = self._slot.line(text, _SUB)
        self._now = now
        self._machine.move(Happening.SUBMIT)
        self._slot.text(written=True)
        self._slot.postpone(SUBMIT_MS, now)
        return data

    def speak(self, samples: bytes) -> bytes:
        """Samples in the modem's coding, shielded. Raises OurFault when no stream is open."""
        if self.state is not SessionState.STREAMING:
            fault = f"samples to say while the session is {self.state.value}: expected an open stream"
            raise OurFault(fault)
        return shield(samples)

    def leave(self, exits: tuple[Exit, ...], now: Ms) -> bytes:
        """The first exit's bytes; then StreamClosed, or Deaf when neither an exit nor a resync helped."""
        self._now = now
        self._machine.move(Happening.LEAVE)
        self._asked, self._exit, self._tail = True, StreamExit(exits, now), ResultInSound()
        return self._try_exit(now)

    def resync(self, now: Ms) -> bytes:
        """Drops whatever is under way and finds the way back to command mode; then Resynced or Deaf."""
        self._asked = None
        return self._begin_resync(Happening.RESYNC, now)

    def receive(self, data: bytes, now: Ms) -> None:
        """Takes what one read brought; next_signal() tells what it means."""
        self._now = self._heard = now
        self._stalled = False
        self._resync.hear(now)
        self._inflow.feed(data)

    def hears_sound_alone(self, data: bytes, now: Ms) -> bool:
        """Whether the read is samples, as most are: it is taken as Samples(data), and nothing is due any earlier."""
        alone = self.state is SessionState.STREAMING and not (self._stalled or self._made or self._stream.in_packet)
        if not alone or not self._inflow.passes(data):
            return False
        self._now = self._heard = now
        return True

    def next_signal(self) -> Signal | None:
        """The next thing the modem said; None when there is nothing more for now."""
        while not self._made:
            in_sound = self.state in IN_SOUND
            token = self._inflow.next_sound() if in_sound else self._inflow.next_text()
            self._tell_dropped()
            prompted = not in_sound and not isinstance(token, bytes) and self._look_for_prompt()
            if token is not None:
                read = self._read_sound if in_sound else self._read_text
                read(token)
            elif not prompted:
                break
        return self._made.popleft() if self._made else None

    def next_wake(self) -> Ms | None:
        """When wake() has something to do if no byte comes; None: never."""
        dues = (self._slot.due, self._unasked.due, self._step_due())
        return min((due for due in dues if due is not None), default=None)

    def wake(self, now: Ms) -> bytes:
        """Does what is due at or before now, and returns what to write."""
        self._now = now
        self._made.extend(self._unasked.wake(now, self._slot.is_final))
        for line in self._unasked.given_back():
            self._read_piece(line)
        data = self._slot.release(now)
        reply = self._slot.reply
        if reply and reply.due <= now:
            data += self._time_out(reply)
        due = self._step_due()
        return data + (self._take_step(now) if due is not None and due <= now else b"")

    # Time

    def _step_due(self) -> Ms | None:
        match self.state:
            case SessionState.STREAMING:
                return None if self._stalled else self._heard + GAP_MS
            case SessionState.LEAVING | SessionState.ENDING:
                return self._exit.due
            case _:
                return self._resync.due(self.state)

    def _take_step(self, now: Ms) -> bytes:
        match self.state:
            case SessionState.LEAVING:
                return self._try_exit(now)
            case SessionState.ENDING:
                return self._begin_resync(Happening.UNHEEDED, now)
            case SessionState.DRAINING:
                self._machine.move(Happening.QUIET)
                return self._probe(now)
            case SessionState.PROBING:
                return self._probe(now)
            case SessionState.SETTLING:
                self._over(Happening.QUIET, Resynced() if self._asked is None else StreamClosed(self._asked))
            case _:
                self._stalled = True
                self._made.append(StreamStalled())
        return b""

    def _time_out(self, reply: CommandReply) -> bytes:
        done = reply.done_after_all()
        if self.state in AT_PROMPT - {SessionState.CANCELLING} and not done:
            self._machine.move(Happening.UNHEEDED)
            reply.given_up = True
            self._slot.postpone(CANCEL_MS, self._now)
            return _ESC
        if self.state is SessionState.OPENING:
            self._machine.move(Happening.REFUSED)
        elif self.state in AT_PROMPT:
            self._machine.move(Happening.CONFIRMED if done else Happening.UNHEEDED)
        self._slot.drop()
        self._made.append(done or CommandTimedOut(reply.command))
        return b""

    # Leaving a stream and finding a lost modem

    def _try_exit(self, now: Ms) -> bytes:
        return self._exit.next_bytes(now) or self._begin_resync(Happening.UNHEEDED, now)

    def _begin_resync(self, happening: Happening, now: Ms) -> bytes:
        self._now = now
        self._machine.move(happening)
        self._slot.drop()
        self._resync = Resync(now)
        self._inflow.clear()
        self._stream.close()
        return ESCAPES

    def _probe(self, now: Ms) -> bytes:
        data = self._resync.next_probe(now)
        if not data:
            self._machine.move(Happening.DEAF)
            self._asked = None
            self._made.append(Deaf())
        return data

    def _over(self, happening: Happening, told: Signal) -> None:
        """Command mode again."""
        self._machine.move(happening)
        self._made.append(told)
        self._asked = None

    # Sound

    def _tell_dropped(self) -> None:
        dropped = self._inflow.take_dropped()
        if dropped and self.state is not SessionState.DRAINING:
            self._made.append(JunkDropped(dropped))

    def _read_sound(self, token: bytes | int) -> None:
        if isinstance(token, bytes):
            if self.state is SessionState.LEAVING:
                self._look_for_result(token)
            else:
                self._made.extend(self._told(self._stream.samples(token)))
        elif token == ETX:
            self._machine.move(Happening.ENDED)
            self._made.extend(self._stream.close())
            self._asked = bool(self._asked)
            self._exit.await_result(self._now)
        else:
            self._made.extend(self._told(self._stream.code(token, self._now)))

    def _look_for_result(self, sound: bytes) -> None:
        """Some modems end the stream with the result code alone; the sound around it is thrown away."""
        rest = self._tail.find(sound)
        if rest is not None:
            self._inflow.unread(shield(rest))
            self._over(Happening.CONFIRMED, StreamClosed(bool(self._asked)))

    def _told(self, signals: tuple[Signal, ...]) -> list[Signal]:
        """The signals without sound that nobody waits for any more, and with caller id put aside to be gathered."""
        leaving = self.state is SessionState.LEAVING
        wanted = (signal for signal in signals if not (leaving and isinstance(signal, Samples)))
        return [each for each in wanted if not (isinstance(each, ComplexEvent) and self._of_caller(each.text))]

    # The prompt

    def _look_for_prompt(self) -> bool:
        """Whether the line under way was the prompt."""
        found = self._prompt_may_come() and self._inflow.take_prompt(self._slot.command)
        if found:
            self._prompted()
        return found

    def _prompt_may_come(self) -> bool:
        """In command mode too: after its command was given up it stands there, and the modem is deaf."""
        return self.state in AT_PROMPT or (self._prompts and self.idle and not self._unasked.unfinished)

    def _prompted(self) -> None:
        match self.state:
            case SessionState.PROMPTING:
                self._machine.move(Happening.PROMPTED)
                self._slot.postpone(TYPING_MS, self._now)
                self._made.append(TextWanted(self._slot.command))
            case SessionState.CANCELLING:
                self._slot.hold(_ESC, self._now)  # it came before the prompt, and the modem took it for nothing
            case SessionState.COMMAND:
                self._slot.hold(self._begin_resync(Happening.RESYNC, self._now), self._now)

    def _without_prompt(self, line: str) -> str:
        """A line that begins with the prompt's mark is the prompt and another line."""
        rest = prompt_in(line, self._slot.command) if self._prompt_may_come() else None
        if rest is not None:
            self._prompted()
        return line if rest is None else rest

    # Text

    def _read_text(self, token: bytes | int) -> None:
        if self.state is SessionState.DRAINING and (self._shielded or not isinstance(token, bytes)):
            return  # old samples may look like anything
        if isinstance(token, bytes):
            self._read_line(token)
        elif token in {DLE, SUB}:
            self._made.append(JunkDropped(2))
        elif token != ETX:
            self._made.extend(self._stream.event(token, self._now))

    def _read_line(self, raw: bytes) -> None:
        if self.state is SessionState.OPENING and raw.endswith(b"CONNECT"):
            self._connected()
            return
        line = self._without_prompt(raw.decode("latin-1").strip(BLANK))
        for piece in unglued(line):
            self._read_piece(piece)

    def _read_piece(self, line: str) -> None:
        if not line or self._slot.is_echo(line):
            return
        rest = self._unasked.rest(line)
        if rest is not None:
            self._made.extend(rest)
            return
        match self.state:
            case SessionState.PROBING if line in {"OK", "0"}:
                self._machine.move(Happening.ALIVE)
                self._resync.answered(self._now)
            case SessionState.ENDING if line in VERBOSE or line == "0":
                self._over(Happening.CONFIRMED, StreamClosed(bool(self._asked)))
            case SessionState.DRAINING | SessionState.PROBING | SessionState.SETTLING:
                if comes_by_itself(line):  # meanwhile; other results answer what was sent before
                    self._made.extend(self._unasked.take(line, self._now))
            case _:
                self._command_line(line)

    def _connected(self) -> None:
        self._machine.move(Happening.CONNECTED)
        self._slot.drop()
        self._heard = self._now
        self._inflow.begin_sound()
        self._made.append(StreamOpened())

    def _command_line(self, line: str) -> None:
        reply = self._slot.reply
        result = reply.result(line) if reply else None
        if result is Result.CONNECT and self.state is SessionState.OPENING:
            self._connected()
        elif reply and result:
            self._finish(reply, result, line)
        elif reply is None or self._slot.leaves(line, self._now):
            self._made.extend(self._unasked.take(line, self._now))
        elif not self._of_caller(line) and not (is_text(line) and self._slot.add(line, self._now)):
            self._made.append(JunkDropped(len(line)))

    def _finish(self, reply: CommandReply, result: Result, line: str) -> None:
        self._slot.finish(self._now)
        if self.state in {SessionState.OPENING, SessionState.PROMPTING, SessionState.TYPING}:
            self._machine.move(Happening.REFUSED)
        elif self.state in AT_PROMPT:
            self._machine.move(Happening.CONFIRMED)
        late = reply.given_up and not reply.submitted
        self._made.append(CommandTimedOut(reply.command) if late else reply.done(result, line))

    def _of_caller(self, line: str) -> bool:
        """Whether the line tells of the caller; what is known of him then is told."""
        told = self._unasked.caller(line, self._now)
        self._made.extend(told or ())
        return told is not None
