"""The pretend agent does what its script says, and its measurements are true."""

import asyncio
from pathlib import Path

import msgspec
import numpy as np
import pytest

from appliance.drivers.errors import DriverFault
from appliance.drivers.station.notebook import Conversation
from appliance.drivers.station.pretend import MOST_UNWRITTEN, Driver, Options
from appliance.drivers.station.talk import MOST_LATE_FRAMES
from appliance.model.actions import OfferCall, WithdrawOffer, WithdrawReason
from appliance.model.caller import Caller
from appliance.model.events import (
    AgentHungUp,
    BreakBegan,
    BreakEnded,
    Event,
    OfferAccepted,
    OfferDeclined,
    WrapUpEnded,
)
from appliance.sound import wav
from appliance.sound.frames import SILENCE, Come, Frame
from appliance.sound.levels import peak_of_sine
from tests.drivers.invented_timers import InventedTimers


class Caller1000:
    """The box's side of the sound: a caller who says 1000 Hz at −13 dBm0, with frames left out where told."""

    def __init__(self, silent: frozenset[int] = frozenset()) -> None:
        self.said: list[Frame] = []
        self._silent = silent
        self._number = 0

    def heard(self, frame: Frame) -> None:
        self.said.append(frame)

    def to_say(self) -> Frame:
        self._number += 1
        if self._number - 1 in self._silent:
            return SILENCE
        return np.rint(np.sin(2 * np.pi * np.arange(160) / 8) * peak_of_sine(-13)).astype(np.int16)

    def to_say_if_there(self) -> Frame | None:
        return self.to_say()

    def tell_when_said(self, come: Come | None, *, ahead: int = 0) -> None:
        """It asks by a clock."""


class Bench:
    def __init__(self, options: Options, port: Caller1000 | None = None) -> None:
        self.timers, self.port, self.events = InventedTimers(), port or Caller1000(), list[Event]()
        self.agent = Driver("anna", options, self.events.append, self.port, timers=self.timers)

    def ring(self, token: int = 1) -> None:
        self.agent.ring(OfferCall(agent="anna", token=token, call=token, caller=Caller(), queue="q", waited_ms=0))

    def expire(self, token: int = 1) -> None:
        self.agent.withdraw(WithdrawOffer("anna", token, WithdrawReason.EXPIRED))

    def talk(self, token: int = 1, ms: int = 1_000) -> None:
        """A whole conversation that the box ends."""
        self.ring(token)
        self.timers.pass_ms(800)
        self.agent.connect(token)
        self.timers.pass_ms(ms)
        self.agent.disconnect()
        self.timers.pass_ms(0)


def test_answers_exactly_after_its_time() -> None:
    bench = Bench(Options(answers_after_ms=800))
    bench.ring()
    bench.timers.pass_ms(799)
    assert bench.events == []
    bench.timers.pass_ms(1)
    assert bench.events == [OfferAccepted("anna", 1)]


def test_never_reports_within_a_call() -> None:
    bench = Bench(Options(answers_after_ms=0))
    bench.ring()
    assert bench.events == []
    bench.timers.pass_ms(0)
    assert bench.events == [OfferAccepted("anna", 1)]


def test_declines_every_third() -> None:
    bench = Bench(Options(declines_every=3))
    for token in range(1, 7):
        bench.talk(token)
    kinds = [type(event) for event in bench.events]
    assert kinds == [OfferAccepted, OfferAccepted, OfferDeclined] * 2


def test_lets_it_ring_and_comes_back_from_the_break_that_costs() -> None:
    bench = Bench(Options(never_answers=True, returns_after_ms=5_000))
    bench.ring()
    bench.timers.pass_ms(15_000)
    assert bench.events == []
    bench.expire()
    bench.timers.pass_ms(5_000)
    assert bench.events == [BreakEnded("anna")]
    assert bench.timers.pending() == 0


def test_hangs_up_when_it_has_said_enough() -> None:
    bench = Bench(Options(talk_ms=2_000))
    bench.ring()
    bench.timers.pass_ms(800)
    bench.agent.connect(1)
    bench.timers.pass_ms(5_000)
    assert bench.events == [OfferAccepted("anna", 1), AgentHungUp("anna")]
    assert 100 <= len(bench.port.said) <= 101
    bench.agent.disconnect()


def test_says_when_its_notes_are_written() -> None:
    bench = Bench(Options(wrap_up_ms=3_000))
    bench.talk()
    assert bench.events[1:] == []
    bench.timers.pass_ms(3_000)
    assert bench.events[1:] == [WrapUpEnded("anna")]


def test_goes_on_break_after_every_second_call_and_comes_back() -> None:
    bench = Bench(Options(break_after_calls=2, break_ms=10_000, break_reason="tea"))
    bench.talk(1)
    bench.talk(2)
    assert bench.events[-1] == BreakBegan("anna", "tea")
    bench.timers.pass_ms(10_000)
    assert bench.events[-1] == BreakEnded("anna")
    bench.talk(3)
    assert bench.events[-1] == OfferAccepted("anna", 3)


def test_idle_costs_nothing() -> None:
    bench = Bench(Options())
    assert bench.timers.pending() == 0
    bench.talk()
    assert bench.timers.pending() == 0


def test_the_tone_it_speaks_has_its_pitch_and_level_and_no_step() -> None:
    bench = Bench(Options(tone_hz=625, level_dbm0=-12.0))
    bench.talk(ms=2_000)
    said = np.concatenate(bench.port.said[:100]).astype(float)
    expected = np.sin(2 * np.pi * 625 * np.arange(len(said)) / 8_000) * peak_of_sine(-12)
    assert np.abs(said - expected).max() <= 0.5


def test_its_clock_does_not_drift_however_late_the_loop_is() -> None:
    bench = Bench(Options())
    bench.ring()
    bench.timers.pass_ms(800)
    bench.agent.connect(1)
    for _ in range(60):
        bench.timers.pass_ms(1_000, late_ms=13)
    bench.timers.pass_ms(20)
    assert 3_000 <= len(bench.port.said) <= 3_002


def test_frames_far_too_late_are_skipped_and_counted() -> None:
    bench = Bench(Options())
    bench.ring()
    bench.timers.pass_ms(800)
    bench.agent.connect(1)
    bench.timers.pass_ms(0)
    bench.timers.pass_ms(1_000, late_ms=980)
    assert len(bench.port.said) == 1 + MOST_LATE_FRAMES
    bench.agent.disconnect()
    conversation, _ = bench.agent._unwritten.get_nowait()
    assert conversation.skipped_frames == 50 - MOST_LATE_FRAMES
    assert conversation.worst_late_ms == pytest.approx(980, abs=1)


async def written(bench: Bench) -> list[Conversation]:
    await bench.agent.close()
    lines = Path(bench.agent._options.report).read_bytes().splitlines()
    return [msgspec.json.decode(line, type=Conversation) for line in lines]


async def test_what_it_heard_is_measured_and_written(tmp_path: Path) -> None:
    port = Caller1000(silent=frozenset(range(10)))
    bench = Bench(Options(report=str(tmp_path / "deep" / "report.jsonl"), heard=str(tmp_path / "heard")), port)
    await bench.agent.prepare()
    bench.talk(ms=4_000)
    (told,) = await written(bench)
    assert (told.agent, told.call, told.ended_by, told.said_hz) == ("anna", 1, "box", 600)
    assert (told.rung_ms, told.accepted_ms, told.connected_ms) == (1_000_000, 1_000_800, 1_000_800)
    assert told.first_said_ms == told.connected_ms
    assert told.ended_ms == 1_004_800
    heard = told.heard
    assert heard.frames == told.said_frames
    assert heard.first_audible_ms == told.connected_ms + 200
    assert heard.audible_ms == heard.frames * 20 - 200
    assert heard.longest_gap_ms == 0
    assert heard.level_dbm0 == pytest.approx(-13, abs=0.05)
    assert heard.hertz == pytest.approx(1_000, abs=0.5)
    assert heard.tone_share > 0.99
    sound = wav.from_bytes((tmp_path / "heard" / told.heard_wav).read_bytes())
    assert len(sound) == heard.frames * 160


@pytest.mark.parametrize(("silent", "gap_ms"), [({50}, 20), ({50, 51, 90}, 40), ({199, 200, 201}, 0), ({0, 1, 2}, 0)])
async def test_a_gap_is_silence_between_sound(tmp_path: Path, silent: set[int], gap_ms: float) -> None:
    bench = Bench(Options(report=str(tmp_path / "r")), Caller1000(frozenset(silent)))
    bench.talk(ms=4_010)
    (told,) = await written(bench)
    assert told.heard.longest_gap_ms == gap_ms


async def test_silence_is_told_as_silence(tmp_path: Path) -> None:
    bench = Bench(Options(report=str(tmp_path / "r")), Caller1000(frozenset(range(1_000))))
    bench.talk()
    (told,) = await written(bench)
    assert (told.heard.first_audible_ms, told.heard.hertz, told.heard.level_dbm0) == (None, 0.0, -99.0)


async def test_a_line_is_written_for_each_conversation_while_it_serves(tmp_path: Path) -> None:
    report = tmp_path / "r"
    bench = Bench(Options(report=str(report)))
    await bench.agent.prepare()
    serving = asyncio.create_task(bench.agent.serve())
    await asyncio.sleep(0)
    bench.talk(1)
    bench.talk(2)
    async with asyncio.timeout(60):
        await bench.agent._unwritten.join()
    assert report.read_bytes().count(b"\n") == 2
    serving.cancel()
    await bench.agent.close()


async def test_conversations_nobody_writes_are_bounded_and_the_oldest_goes(tmp_path: Path) -> None:
    bench = Bench(Options(report=str(tmp_path / "r")))
    for token in range(1, MOST_UNWRITTEN + 4):
        bench.talk(token, ms=100)
    assert bench.agent.dropped == 3
    assert [told.call for told in await written(bench)] == list(range(4, MOST_UNWRITTEN + 4))


async def test_a_report_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    bench = Bench(Options(report=str(tmp_path / "file" / "r")))
    with pytest.raises(
        DriverFault, match=r"^station pretend: cannot write .*; expected a folder the box may write to$"
    ):
        await bench.agent.prepare()
