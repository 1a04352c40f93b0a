"""A modem session without input or output: bytes and times go in, signals and bytes come out.

    session.receive(data, now); while (signal := session.next_signal()): …      what the modem says
    wire.write(session.send("AT+FCLASS=8", now))                                 what it is told
    session.next_wake() → Ms | None;  wire.write(session.wake(now))              when nothing happens

It never raises for anything a modem says; OurFault means that it was asked for something impossible in its state.
"""

from collections import deque
from typing import Final

from appliance.model.caller import Caller
from appliance.model.signals import (
    CallerId,
    CommandTimedOut,
    ComplexEvent,
    Deaf,
    JunkDropped,
    Result,
    Resynced,
    Ring,
    Samples,
    Signal,
    StreamClosed,
    StreamOpened,
    StreamStalled,
    Unsolicited,
)
from appliance.model.words import Ms
from appliance.protocol.caller_id import CallerIdBlock
from appliance.protocol.command_reply import CommandReply
from appliance.protocol.dle_events import DLE, ETX, SUB
from appliance.protocol.errors import OurFault
from appliance.protocol.inflow import Inflow
from appliance.protocol.result_codes import NUMERIC_RING, VERBOSE, final_result, is_call_result
from appliance.protocol.resync import ESCAPES, Resync
from appliance.protocol.session_machine import IN_SOUND, Happening, SessionMachine, SessionState
from appliance.protocol.stream_exit import Exit, ResultInSound, StreamExit
from appliance.protocol.voice_stream import VoiceStream, shield

GAP_MS: Final[Ms] = 1_000
"""Longest time without a byte while sound should flow."""
LONGEST_COMMAND: Final = 1_024
ECHOES_KNOWN: Final = 4
"""Echoes may come late, even after the result; so many commands back they are still recognised."""
MOST_SIGNALS: Final = 64
"""Signals made and not yet taken. One token makes at most four, so this is reached only when nobody takes any."""

_BACKGROUND: Final = ("RING", "DRON=", "DROF=")
"""Lines that no command asks for."""

_BLANK: Final = " \t\0"
"""Modems that were just plugged in send NULs."""


class AtSession:
    """One modem, from the first AT to the last; see the module's text for the five verbs."""

    def __init__(self) -> None:
        self._machine = SessionMachine()
        self._inflow = Inflow()
        self._made: deque[Signal] = deque(maxlen=MOST_SIGNALS)
        self._now: Ms = 0
        self._reply: CommandReply | None = None
        self._echoes: deque[str] = deque(maxlen=ECHOES_KNOWN)
        self._caller = CallerIdBlock()
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
        return self.state is SessionState.COMMAND and self._reply is None

    def send(self, command: str, now: Ms) -> bytes:
        """The bytes of an AT command. Raises OurFault unless idle, or when the command is not one clean line."""
        if not self.idle:
            busy = self._reply.command if self._reply else self.state.value
            fault = f"{command}: sent while the session is busy with {busy}; one command at a time, in command mode"
            raise OurFault(fault)
        if not command.isascii() or not command.isprintable() or len(command) > LONGEST_COMMAND:
            fault = f"{command[:40]!r}: expected one line of at most {LONGEST_COMMAND} printable ASCII characters"
            raise OurFault(fault)
        self._now = now
        self._reply = CommandReply(command, now)
        self._echoes.append(command)
        return command.encode() + b"\r"

    def open_stream(self, command: str, now: Ms) -> bytes:
        """The bytes of the command that CONNECT answers; then StreamOpened, or CommandDone with what refused it."""
        data = self.send(command, now)
        self._machine.move(Happening.OPEN)
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

    def next_signal(self) -> Signal | None:
        """The next thing the modem said; None when there is nothing more for now."""
        while not self._made:
            in_sound = self.state in IN_SOUND
            token = self._inflow.next_sound() if in_sound else self._inflow.next_text()
            self._tell_dropped()
            if token is None:
                break
            if in_sound:
                self._read_sound(token)
            else:
                self._read_text(token)
        return self._made.popleft() if self._made else None

    def next_wake(self) -> Ms | None:
        """When wake() has something to do if no byte comes; None: never."""
        dues = (self._reply.due if self._reply else None, self._caller.due, self._step_due())
        return min((due for due in dues if due is not None), default=None)

    def wake(self, now: Ms) -> bytes:
        """Does what is due at or before now, and returns what to write."""
        self._now = now
        if self._caller.due is not None and self._caller.due <= now:
            self._tell_caller(self._caller.finish())
        if self._reply and self._reply.due <= now:
            self._time_out()
        due = self._step_due()
        return self._take_step(now) if due is not None and due <= now else b""

    # Time

    def _step_due(self) -> Ms | None:
        match self.state:
            case SessionState.STREAMING:
                return None if self._stalled else self._heard + GAP_MS
            case SessionState.LEAVING | SessionState.ENDING:
                return self._exit.due
            case SessionState.DRAINING:
                return self._resync.drained_at()
            case SessionState.PROBING:
                return self._resync.probe_over_at()
            case SessionState.SETTLING:
                return self._resync.settled_at()
            case _:
                return None

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
                self._settled()
            case _:
                self._stalled = True
                self._made.append(StreamStalled())
        return b""

    def _time_out(self) -> None:
        reply, self._reply = self._reply, None
        if self.state is SessionState.OPENING:
            self._machine.move(Happening.REFUSED)
        if reply:
            self._made.append(CommandTimedOut(reply.command))

    # Leaving a stream and finding a lost modem

    def _try_exit(self, now: Ms) -> bytes:
        return self._exit.next_bytes(now) or self._begin_resync(Happening.UNHEEDED, now)

    def _begin_resync(self, happening: Happening, now: Ms) -> bytes:
        self._now = now
        self._machine.move(happening)
        self._reply = None
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

    def _settled(self) -> None:
        self._machine.move(Happening.QUIET)
        self._made.append(Resynced() if self._asked is None else StreamClosed(self._asked))
        self._asked = None

    def _stream_over(self) -> None:
        """The result code after the stream has come."""
        self._machine.move(Happening.CONFIRMED)
        self._made.append(StreamClosed(bool(self._asked)))
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
            self._inflow.unread(rest)
            self._stream_over()

    def _told(self, signals: tuple[Signal, ...]) -> list[Signal]:
        """The signals without sound that nobody waits for any more, and with caller id put aside to be gathered."""
        leaving = self.state is SessionState.LEAVING
        return [
            signal for signal in signals if not (leaving and isinstance(signal, Samples)) and not self._kept(signal)
        ]

    def _kept(self, signal: Signal) -> bool:
        return isinstance(signal, ComplexEvent) and self._of_caller(signal.text)

    # Text

    def _read_text(self, token: bytes | int) -> None:
        if self.state is SessionState.DRAINING:
            return
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
        line = raw.decode("latin-1").strip(_BLANK)
        if line in self._echoes or not line:
            return
        match self.state:
            case SessionState.PROBING:
                self._probe_answered(line)
            case SessionState.ENDING:
                self._ending_line(line, raw)
            case SessionState.SETTLING:
                pass
            case _:
                self._command_line(line, raw)

    def _connected(self) -> None:
        self._machine.move(Happening.CONNECTED)
        self._reply = None
        self._heard = self._now
        self._inflow.begin_sound()
        self._made.append(StreamOpened())

    def _probe_answered(self, line: str) -> None:
        if line in {"OK", "0"}:
            self._machine.move(Happening.ALIVE)
            self._resync.answered(self._now)

    def _ending_line(self, line: str, raw: bytes) -> None:
        if line in VERBOSE or line == "0":
            self._stream_over()
        else:
            self._unasked_line(line, raw)

    def _command_line(self, line: str, raw: bytes) -> None:
        result = final_result(line, self._reply.command) if self._reply else None
        if result is Result.CONNECT and self.state is SessionState.OPENING:
            self._connected()
        elif self._reply and result:
            self._finish(self._reply, result, line)
        elif self._reply is None or self._comes_by_itself(line, self._reply):
            self._unasked_line(line, raw)
        elif not _is_text(raw) or not self._reply.add(line):
            self._made.append(JunkDropped(len(raw)))

    def _finish(self, reply: CommandReply, result: Result, line: str) -> None:
        self._reply = None
        if self.state is SessionState.OPENING:
            self._machine.move(Happening.REFUSED)
        self._made.append(reply.done(result, line))

    def _comes_by_itself(self, line: str, reply: CommandReply) -> bool:
        if line.startswith(_BACKGROUND) or is_call_result(line) or self._of_caller(line):
            return True
        return line[0] in "+^" and ":" in line and not reply.claims(line)

    def _unasked_line(self, line: str, raw: bytes) -> None:
        if self._of_caller(line):
            return
        word, _, cadence = line.partition(" ")
        if word in {"RING", "+CRING:"} or line == NUMERIC_RING:
            self._ring(cadence)
        elif not _is_text(raw):
            self._made.append(JunkDropped(len(raw)))
        elif line != "OK":  # of a command given up, or of an exit sent twice: says nothing
            self._made.append(Unsolicited(line))

    def _ring(self, cadence: str) -> None:
        if self._caller.due is not None:
            self._tell_caller(self._caller.finish())
        self._made.append(Ring(cadence))

    def _of_caller(self, line: str) -> bool:
        """Whether the line tells of the caller; it is kept until all of him is told, or nothing follows."""
        taken = self._caller.take(line, self._now)
        if taken:
            self._tell_caller(self._caller.complete())
        return taken

    def _tell_caller(self, caller: Caller | None) -> None:
        if caller is not None:
            self._made.append(CallerId(caller))


def _is_text(raw: bytes) -> bool:
    """Printable ASCII; names with accents come only in caller id, which has been taken before this is asked."""
    return all(0x20 <= octet < 0x7F or octet == 0x09 for octet in raw)
