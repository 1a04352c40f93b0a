"""A modem made from a family's own file: it heeds what the file says its kind heeds, and misbehaves once where told."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import Enum

from appliance.drivers.line.modem.voice_family import VoiceFamily, dle_bytes
from tests.drivers.line.scripted_modem import ScriptedModem


class Wrong(Enum):
    """What it does once, at one command."""

    REFUSES = "answers ERROR"
    SILENT = "answers nothing"
    JUNK_FIRST = "sends junk before the answer"
    TWICE = "answers OK before the answer"
    ODD_FRAMING = "ends lines with CR CR LF"
    ECHO_AGAIN = "echoes though told not to"
    RINGS_AMID = "rings before the answer"


@dataclass
class FamilyModem(ScriptedModem):
    """Leaves a stream by the family's first way out only; refuses +VTR when `duplex` is False."""

    family: VoiceFamily | None = None
    at: int = -1
    """Misbehaves at this command, counted from the first."""
    wrong: Wrong = Wrong.REFUSES
    misbehaved: str = ""
    hook: list[bool] = field(default_factory=list)
    """Off-hook or on, each time it changed."""
    _tail: bytes = b""

    @property
    def off_hook(self) -> bool:
        return bool(self.hook and self.hook[-1])

    def receive(self, data: bytes) -> None:
        if not self.streaming:
            super().receive(data)
            return
        for number, octet in enumerate(data):
            self._tail = (self._tail + bytes([octet]))[-8:]
            if any(self._tail.endswith(way) for way in self._ways()):
                self._tail = b""
                self.end_stream()
                super().receive(data[number + 1 :])
                return

    def _ways(self) -> Iterator[bytes]:
        assert self.family
        half = self.family.half_duplex
        if self.mode == "AT+VTR" or half is None:
            yield dle_bytes(self.family.leave[0].send)
        elif self.mode == half.play.send:
            yield dle_bytes(half.leave_play[0].send)
        else:
            yield dle_bytes(half.leave_record[0].send)

    mode: str = ""

    def end_stream(self) -> None:
        self.streaming = False
        self.write(b"\r\nOK\r\n" if self.mode == "AT+VTX" else b"\x10\x03\r\nOK\r\n")

    def _command(self, line: str) -> None:
        if not line.startswith("AT"):
            return
        if len(self.commands) == self.at and not self.misbehaved:
            self.misbehaved = line
            if self._misbehave(line):
                self.commands.append(line)
                return
        self._move_hook(line)
        if line in {"AT+VTR", "AT+VTX", "AT+VRX"}:
            self.mode = line
        super()._command(line)

    def _move_hook(self, line: str) -> None:
        if line in {"AT+VLS=1", "AT+VLS=0", "ATH", "ATZ"}:
            self.hook.append(line == "AT+VLS=1")

    def _misbehave(self, line: str) -> bool:
        """Whether the command is thereby done with."""
        match self.wrong:
            case Wrong.REFUSES:
                self.say("ERROR")
                return True
            case Wrong.SILENT:
                return True
            case Wrong.JUNK_FIRST:
                self.write(b"\x00\xff\x80\x10\x10bogus\r\n\r\n")
            case Wrong.TWICE:
                self.write(b"\r\nOK\r\n" if line not in {"AT+VTR", "AT+VTX", "AT+VRX"} else b"")
            case Wrong.ODD_FRAMING:
                self.write(b"\r\r\n\r\r\n")
            case Wrong.ECHO_AGAIN:
                self.write(line.encode() + b"\r\r\n")
            case Wrong.RINGS_AMID:
                self.say("RING")
        return False


def modem_of(
    family: VoiceFamily, *, duplex: bool, at: int = -1, wrong: Wrong = Wrong.REFUSES
) -> Callable[[Callable[[bytes], None]], FamilyModem]:
    formats = "|".join(f'{131 + number},"{each.says}",8,0,8000,0,0' for number, each in enumerate(family.codecs))
    replies = {
        "ATI3": (family.says[0] if family.says else "ACME") + "|OK",
        "AT+FCLASS=?": "0,1,8|OK",
        "AT+VSM=?": formats + "|OK",
        "AT+VTR": "CONNECT" if duplex else "ERROR",
        "AT+VTX": "CONNECT",
        "AT+VRX": "CONNECT",
        "AT+VLS?": "0|OK",
    }

    def made(write: Callable[[bytes], None]) -> FamilyModem:
        return FamilyModem(write, dict(replies), family=family, at=at, wrong=wrong)

    return made
