"""One AT port of a GSM modem, sans-IO: echo, command lines, prompts, results, events (V.250 §5, 27.005 §4)."""

from collections.abc import Callable
from typing import TypeAlias

from appliance.model.words import Ms
from appliance.pretend.command_line import LONGEST_LINE, BadCommandLine, commands
from appliance.pretend.gsm.asking import OK, Answer, Asked, Form, PromptFor, asked, fault_text
from appliance.pretend.host_output import LISTING_BOUND, HostOutput
from appliance.pretend.misbehaviour import STALL_MS, Habits

INPUT_BOUND = 4_096
"""Bytes from the host kept while a command is being done or the modem is stalled; then the port is not read."""
LONGEST_TYPED = 1_024
"""Characters typed at a prompt: 352 are the hexadecimal of the longest TPDU with its service centre."""
DEAF_TO_ABORT_MS = 125
"""After a command line, so that a line feed behind it ends nothing (V.250 §5.6.1)."""
TYPED, GIVEN_UP = 0x1A, 0x1B
"""Control-Z sends, escape cancels (27.005 §4.3)."""
NUMERIC = {"OK": "0", "CONNECT": "1", "RING": "2", "NO CARRIER": "3", "ERROR": "4", "BUSY": "7", "NO ANSWER": "8"}
"""V.250 §6.3.7."""

Execute: TypeAlias = Callable[["AtPort", Asked, Ms], Answer]
Typed: TypeAlias = Callable[["AtPort", PromptFor, int, str, Ms], Answer]


class AtPort:
    def __init__(self, habits: Habits, *, unsupported: str, execute: Execute, typed: Typed) -> None:
        self._habits = habits
        self._unsupported = unsupported
        self._execute = execute
        self._typed = typed
        self._output = HostOutput(LISTING_BOUND)
        self.commands_done = 0
        """Since power-on."""
        self.abort: Callable[[Ms], None] | None = None
        """Set while a result is due later and any byte of the host ends the waiting, as in dialling (V.250 §5.6.1)."""
        self.power_on(0)

    def power_on(self, now: Ms) -> None:
        self.echo, self.verbose, self.quiet, self.error_level = True, True, False, 0
        self._output.clear()
        self._input = bytearray()
        self._line = bytearray()
        self._last_body = ""
        self._prompt: PromptFor | None = None
        self._octets = 0
        self._typing = bytearray()
        self.waits = False
        """A result is due later: finish() brings it."""
        self.abort = None
        self._busy_until = self._stalled_until = now
        self._later: tuple[Ms, Answer] | None = None
        """The answer of an abortable command, and when it is due."""
        self._began = now
        self.commands_done = 0

    # Bytes

    @property
    def room(self) -> int:
        return INPUT_BOUND - len(self._input)

    @property
    def at_prompt(self) -> bool:
        return self._prompt is not None

    def receive(self, data: bytes, now: Ms) -> None:
        self._input += data[: self.room]
        self.work(now)

    def take_output(self, now: Ms) -> bytes:
        return self._output.take(now)

    def give_back(self, rest: bytes, due: Ms) -> None:
        self._output.give_back(rest, due)

    def next_wake(self) -> Ms | None:
        waits = [self._output.next_due(), self._later[0] if self._later else None]
        if self._input and (not self.waits or self.abort):
            waits.append(max(self._busy_until, self._stalled_until))
        return min((wait for wait in waits if wait is not None), default=None)

    def work(self, now: Ms) -> None:
        """Does what is due, and takes from the input what can be taken now."""
        if self._later and now >= self._later[0]:
            due, answer = self._later
            self.finish(answer, due)
        while self._input and now >= max(self._busy_until, self._stalled_until):
            if self.waits:
                if self.abort is None:
                    return
                self._input.clear()
                if now >= self._began + DEAF_TO_ABORT_MS:
                    self.abort(now)
            elif self._prompt is not None:
                self._take_typed(now)
            else:
                self._take_command_bytes(now)

    def _take_command_bytes(self, now: Ms) -> None:
        end = self._input.find(b"\r") + 1 or len(self._input)
        taken = bytes(self._input[:end])
        del self._input[:end]
        self._echo(taken, now)
        self._line += taken
        if taken.endswith(b"\r") or self._line.strip().upper() == b"A/":
            line = self._line.decode("latin-1").strip()
            self._line.clear()
            self._do_line(line, now)
        elif len(self._line) > LONGEST_LINE:
            self._line.clear()
            self._result("ERROR", now)

    def _echo(self, taken: bytes, now: Ms, *, always: bool = False) -> None:
        if self.echo or always:
            self._output.put(self._habits.through_wire(taken), now + self._habits.echo_delay_ms)

    def _take_typed(self, now: Ms) -> None:
        ends = [place for place in map(self._input.find, (b"\x1a", b"\x1b")) if place >= 0]
        end = min(ends) + 1 if ends else len(self._input)
        taken = bytes(self._input[:end])
        del self._input[:end]
        self._echo(taken.rstrip(b"\x1a\x1b"), now, always=self._habits.echoes_texts)
        self._typing += taken
        if not ends and len(self._typing) <= LONGEST_TYPED:
            return
        text, last = self._typing.rstrip(b"\x1a\x1b").decode("latin-1"), self._typing[-1]
        kind, self._prompt = self._prompt, None
        self._typing.clear()
        if kind is None or last == GIVEN_UP:
            self.finish(OK, now)
        else:
            self._give(self._typed(self, kind, self._octets, text, now), kind.value, now)

    # Commands

    def _do_line(self, line: str, now: Ms) -> None:
        if line.upper() == "A/":
            self._do_body(self._last_body, now)
            return
        start = line.upper().find("AT")
        if start >= 0:
            self._last_body = line[start + 2 :]
            self._do_body(self._last_body, now)

    def _do_body(self, body: str, now: Ms) -> None:
        """All commands of one line and one result; what follows one that failed is not done (V.250 §5.6)."""
        self.commands_done += 1
        self._began = now
        try:
            parts, good = commands(body), True
        except BadCommandLine as bad:
            parts, good = bad.done, False
        due, last = now, ""
        for last in parts:
            answer = self._do(last, now)
            due = max(due, now + answer.took_ms)
            if answer.result != "OK" or answer.fault or answer.prompt or answer.abortable:
                self._give(answer, last, due)
                return
            self._tell_all(answer.lines, due)
            if answer.after:
                self._give(Answer(after=answer.after), last, due)
                return
        self._give(OK if good else Answer(result="unsupported"), last, max(due, now + OK.took_ms))

    def _do(self, command: str, now: Ms) -> Answer:
        if self._habits.answers_error(command):
            return Answer(result="ERROR")
        if self._habits.stalls_at(command):
            self._stalled_until = now + STALL_MS
            self._output.hold_until(self._stalled_until)
        one = asked(command)
        return self._own(one) or self._execute(self, one, now)

    def _own(self, one: Asked) -> Answer | None:
        """What belongs to the port and not to the mobile."""
        number = one.number(0)
        if one.name in ("E", "V", "Q") and one.form in (Form.DO, Form.SET):
            if number not in (0, 1):
                return Answer(result="ERROR")
            setattr(self, {"E": "echo", "V": "verbose", "Q": "quiet"}[one.name], number == 1)
            return OK
        if one.name == "+CMEE":
            return self._error_form(one, number)
        if one.name in ("Z", "&F"):
            self.echo, self.verbose, self.quiet, self.error_level = True, True, False, 0
        return None

    def _error_form(self, one: Asked, number: int | None) -> Answer:
        if one.form is Form.TEST:
            return Answer(lines=("+CMEE: (0-2)",))
        if one.form is Form.READ:
            return Answer(lines=(f"+CMEE: {self.error_level}",))
        if number is None or number > 2:
            return Answer(result="ERROR")
        self.error_level = number
        return OK

    # What the host is told

    def _give(self, answer: Answer, command: str, due: Ms) -> None:
        if answer.abortable:
            self.finish_unless_given_up(answer, due)
            return
        self._busy_until = max(self._busy_until, due)
        if answer.prompt is not None:
            self._tell_all(answer.lines, due)
            self._prompt, self._octets = answer.prompt, answer.octets
            self._send(self._habits.prompt(), due)
        elif answer.result or answer.fault:
            if self._habits.swallows_result(command):
                self._tell_all(answer.lines, due)
            else:
                self.finish(answer, due)
        else:
            self.waits = True

    def finish_unless_given_up(self, answer: Answer, due: Ms) -> None:
        """The command in progress has this result then."""
        self.waits, self.abort, self._later = True, self.give_up, (due, answer)

    def give_up(self, now: Ms) -> None:
        """The host has sent a character."""
        self.finish(Answer(result="ERROR"), now)

    def forget_result(self) -> None:
        """The command in progress is done, and the host is told nothing."""
        self.waits, self.abort, self._later = False, None, None

    def finish(self, answer: Answer, due: Ms) -> None:
        """The result of the command in progress, its lines before it."""
        self.forget_result()
        self._tell_all(answer.lines, due)
        if answer.fault is not None:
            self._result(fault_text(answer.fault, self.error_level), due)
        else:
            self._result(self._unsupported if answer.result == "unsupported" else answer.result, due)
        for event in answer.after:
            self.event(event, due)

    def _result(self, text: str, due: Ms) -> None:
        if self.quiet:
            return
        if not self.verbose:
            self._send(f"{NUMERIC.get(text, text)}\r".encode("latin-1"), due)
        elif (glued := self._habits.glued()) and text in ("OK", "ERROR"):
            self._send(self._framed(text)[:-2] + self._framed(glued)[2:], due)
        else:
            self._line_out(text, due)

    def event(self, text: str, due: Ms) -> None:
        """An unsolicited line; one that comes while the host types waits for nobody."""
        self._line_out(text, due)

    def _tell_all(self, lines: tuple[str, ...], due: Ms) -> None:
        for line in lines:
            self._line_out(line, due)

    def _line_out(self, text: str, due: Ms) -> None:
        self._send(self._framed(text) * self._habits.copies_of_line(), due)

    def _framed(self, text: str) -> bytes:
        end = "\r\r\n" if self._habits.doubles_carriage_returns else "\r\n"
        return f"{end if self.verbose else ''}{text}{end}".encode("latin-1", "replace")

    def _send(self, data: bytes, due: Ms) -> bool:
        return self._output.put(self._habits.through_wire(data), due)
