"""A bench for mobile lines: one line with its modem, a host on its ports, and an invented clock."""

from collections.abc import Callable

import pytest

from appliance.pretend.exchange_tones import COUNTRIES
from appliance.pretend.gsm.families import GSM_FAMILIES
from appliance.pretend.gsm.mobile_line import MobileHabits, MobileLine
from appliance.pretend.gsm.modem import GsmModem
from appliance.pretend.gsm.sim import SimCard
from appliance.pretend.gsm.subscribers import FarEnd, UssdMenu
from appliance.pretend.gsm.texts import PretendText
from appliance.pretend.misbehaviour import Habits, parse
from appliance.pretend.piece_clock import PieceClock
from appliance.pretend.record_draft import RecordDraft
from appliance.pretend.report import PretendOutcome
from appliance.pretend.script import PretendCall
from tests.pretend.conftest import KeptTracks

SETTLED_MS = 3_000
"""The SIM is ready, the network has let the mobile in."""


class MobileBench:
    def __init__(
        self,
        family: str = "gsm_generic",
        *,
        misbehave: str = "",
        card: SimCard | None = None,
        far_ends: tuple[FarEnd, ...] = (),
        ussd: tuple[UssdMenu, ...] = (),
        settled: bool = True,
    ) -> None:
        wanted = parse(f"line1={misbehave}")[1] if misbehave else {}
        self.family = GSM_FAMILIES[family]
        self.modem = GsmModem(self.family, card or SimCard(), Habits(wanted))
        clock = PieceClock(piece_ms=self.family.frame_ms, phase_ms=3)
        tones = COUNTRIES["de"]
        self.line = MobileLine(
            "line1", self.modem, clock, MobileHabits(tones=tones, ring_period_ms=2_000, far_ends=far_ends, ussd=ussd)
        )
        self.line.open_tracks = lambda _: self.tracks
        self.tracks = KeptTracks()
        self.now = 1_000
        self.got: dict[str, bytearray] = {wire: bytearray() for wire in self.modem.ports}
        self.voice: Callable[[], bytes] | None = None
        """Asked for a frame each time one has come from the modem, as a host paced by the modem does."""
        self.run(SETTLED_MS if settled else 1)
        if settled:
            self.at("E0")
            for got in self.got.values():
                got.clear()

    def run(self, ms: int, wire: str = "") -> bytes:
        """Lets time pass; returns what the host received on one port meanwhile."""
        before, end = len(self.got[wire]), self.now + ms
        while (due := self.line.next_wake()) is not None and due <= end:
            self.now = max(self.now, due)
            self.line.wake(self.now)
            self._fetch()
        self.now = end
        return bytes(self.got[wire][before:])

    def _fetch(self) -> None:
        for wire, port in self.modem.ports.items():
            data = port.take_output(self.now)
            self.got[wire] += data
            if data and wire == "-sound" and self.voice is not None:
                self.line.receive(self.voice(), self.now, "-sound")

    def send(self, data: bytes, wait_ms: int = 300, wire: str = "") -> bytes:
        before = len(self.got[wire])
        self.line.receive(data, self.now, wire)
        self._fetch()
        self.run(wait_ms)
        return bytes(self.got[wire][before:])

    def at(self, command: str, wait_ms: int = 300, wire: str = "") -> bytes:
        return self.send(f"AT{command}\r".encode(), wait_ms, wire)

    def until(self, happened: Callable[[], bool], most_ms: int = 60_000) -> bytes:
        before = len(self.got[""])
        for _ in range(most_ms // 20):
            if happened():
                return bytes(self.got[""][before:])
            self.run(20)
        pytest.fail(f"did not happen within {most_ms} ms")

    def ring(self, call: PretendCall, number: int = 1) -> None:
        self.run(1_000)
        assert self.line.ready(self.now, second=call.second)
        self.line.begin(RecordDraft(number, call, self.now), {}, "03211405", self.tracks)
        self._fetch()

    def text(self, text: PretendText, wait_ms: int = 5_000) -> bytes:
        """Somebody sends a text; returns what the host was told."""
        self.line._texts.text(text, self.now)
        return self.run(wait_ms)

    @property
    def outcome(self) -> PretendOutcome:
        assert len(self.line.finished) == 1
        return self.line.finished[0]
