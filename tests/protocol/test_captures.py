"""The sessions of tests/captures, played whole and byte by byte: each tells exactly what its file says."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.model.signals import CallerId, CommandDone, DigitTone, DirectMessage, Samples, Signal, Unsolicited
from appliance.protocol import AtSession, Exit

CAPTURES = sorted((Path(__file__).parents[1] / "captures").glob("*.txt"))


def octets(text: str) -> bytes:
    parts = re.split(r"<([0-9A-F]{2})>", text)
    return b"".join(bytes.fromhex(part) if odd % 2 else part.encode() for odd, part in enumerate(parts))


def written(signal: Signal) -> str:
    return f"{type(signal).__name__} {details(signal)}".strip()


def details(signal: Signal) -> str:
    match signal:
        case CommandDone(_, result):
            return result.value
        case CallerId(caller):
            return f"{caller.number} {caller.name}"
        case Samples(data):
            return data.hex().upper()
        case DigitTone(text) | Unsolicited(text):
            return text
        case DirectMessage(header, body):
            return f"{header} {body}"
        case _:
            return ""


class Player:
    """One capture through one session; collects what it tells, neighbouring samples as one."""

    def __init__(self, *, bytewise: bool) -> None:
        self.session = AtSession()
        self.now = 0
        self.told: list[str] = []
        self._bytewise = bytewise

    def step(self, mark: str, text: str) -> None:
        match mark:
            case "@":
                self.now = int(text)
                self.session.wake(self.now)
            case "<":
                for piece in self._pieces(octets(text)):
                    self.session.receive(piece, self.now)
                    self._collect()
            case _:
                self._ask(mark, text)
        self._collect()

    def _ask(self, mark: str, text: str) -> None:
        match mark:
            case ">":
                assert self.session.send(text, self.now) == text.encode() + b"\r"
            case "prompt":
                self.session.ask_prompt(text, self.now)
            case "enter":
                self.session.enter_text(text, self.now)
            case "stream":
                self.session.open_stream(text, self.now)
            case "leave":
                self.session.leave((Exit(octets(text), 500),), self.now)

    def _pieces(self, data: bytes) -> Iterator[bytes]:
        yield from (bytes([octet]) for octet in data) if self._bytewise else (data,)

    def _collect(self) -> None:
        for signal in iter(self.session.next_signal, None):
            line = written(signal)
            if isinstance(signal, Samples) and self.told and self.told[-1].startswith("Samples "):
                self.told[-1] += signal.data.hex().upper()
            else:
                self.told.append(line)


@pytest.mark.parametrize("bytewise", [False, True])
@pytest.mark.parametrize("capture", CAPTURES, ids=lambda path: path.stem)
def test_capture(capture: Path, bytewise: bool) -> None:  # noqa: FBT001
    player, expected = Player(bytewise=bytewise), []
    for line in capture.read_text().splitlines():
        mark, _, text = line.partition(" ")
        if mark == "=":
            expected.append(text)
        elif mark and not line.startswith("#"):
            player.step(mark, text)
    assert player.told == expected


def test_there_are_captures() -> None:
    assert len(CAPTURES) >= 2
