"""A bench: one line with its modem, a host at the other end of the wire, and an invented clock."""

from collections.abc import Callable, Iterator

import pytest

from appliance.pretend.exchange_tones import COUNTRIES
from appliance.pretend.families import FAMILIES
from appliance.pretend.line import Tracks
from appliance.pretend.line_machine import ExchangeLineState
from appliance.pretend.misbehaviour import Habits, parse
from appliance.pretend.modem import Modem
from appliance.pretend.piece_clock import PieceClock
from appliance.pretend.record_draft import RecordDraft
from appliance.pretend.report import PretendOutcome
from appliance.pretend.script import PretendCall
from appliance.pretend.subscriber_line import LineHabits, SubscriberLine
from appliance.sound.frames import Samples


class KeptTracks:
    """The sound of one call, in memory."""

    heard_wav = said_wav = "memory"

    def __init__(self) -> None:
        self.said: list[Samples] = []
        self.heard: list[Samples] = []
        self.closed = False

    def put(self, said: Samples, heard: Samples) -> None:
        self.said.append(said)
        self.heard.append(heard)

    def close(self) -> None:
        self.closed = True


class Bench:
    """What the host would see, at invented times."""

    def __init__(self, family: str, misbehave: str, country: str, *, before_ring: bool, tells_busy: bool) -> None:
        wanted = parse(f"line1={misbehave}")[1] if misbehave else {}
        self.modem = Modem(FAMILIES[family], Habits(wanted))
        clock = PieceClock(piece_ms=FAMILIES[family].piece_ms, phase_ms=3)
        habits = LineHabits(
            tones=COUNTRIES[country],
            ring_period_ms=2_000,
            identity_before_ring=before_ring,
            modem_tells_busy=tells_busy,
        )
        self.line = SubscriberLine("line1", self.modem, clock, habits)
        self.now = 1_000
        self.voice: Iterator[bytes] | None = None
        """What the host says in a stream, a piece at a time."""
        self.tracks = KeptTracks()
        self.run(1)

    def run(self, ms: int) -> bytes:
        """Lets time pass; returns what the host received."""
        received, end = bytearray(), self.now + ms
        while (due := self.line.next_wake()) is not None and due <= end:
            self.now = max(self.now, due)
            self._speak()
            self.line.wake(self.now)
            received += self.modem.take_output(self.now)
        self.now = end
        return bytes(received)

    def _speak(self) -> None:
        stream = self.modem.stream
        if self.voice is not None and stream is not None and stream.plays and len(stream.buffer) < 80:
            self.line.receive(next(self.voice), self.now)

    def send(self, data: bytes, wait_ms: int = 300) -> bytes:
        self.line.receive(data, self.now)
        return self.run(wait_ms)

    def at(self, command: str, wait_ms: int = 300) -> bytes:
        return self.send(b"AT" + command.encode() + b"\r", wait_ms)

    def until(self, happened: Callable[[], bool], most_ms: int = 60_000) -> bytes:
        received = bytearray()
        for _ in range(most_ms // 20):
            if happened():
                return bytes(received)
            received += self.run(20)
        pytest.fail(f"did not happen within {most_ms} ms")

    def ring(self, call: PretendCall, tracks: Tracks | None = None) -> None:
        self.at("E0")
        self.run(1_000)
        assert self.line.ready(self.now)
        self.line.begin(RecordDraft(1, call, self.now), {}, "03211405", tracks or self.tracks)

    def answer(self, number: int = 131) -> bytes:
        """Up to the stream; returns all that was told on the way."""
        told = self.until(lambda: self.line._draft is not None and self.line._draft.rings > 0)
        return told + self.at(f"+FCLASS=8;+VSM={number},8000;+VLS=1;+VTR", 60)

    @property
    def outcome(self) -> PretendOutcome:
        assert len(self.line.finished) == 1
        return self.line.finished[0]

    @property
    def free(self) -> bool:
        return self.line.state is ExchangeLineState.FREE


MakeBench = Callable[..., Bench]


@pytest.fixture
def bench() -> MakeBench:
    def make(
        family: str = "usr5637",
        *,
        misbehave: str = "",
        country: str = "us",
        before_ring: bool = False,
        tells_busy: bool = False,
    ) -> Bench:
        return Bench(family, misbehave, country, before_ring=before_ring, tells_busy=tells_busy)

    return make
