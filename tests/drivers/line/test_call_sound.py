"""Frames pushed into a modem that takes its sound by a clock of its own: delay, gaps, stalls, drift."""

from collections import deque
from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.drivers.line.modem.call_sound import CallSound
from appliance.drivers.line.modem.lead import CATCHING_UP, LEAD_IN, MOST_EARLY_MS, MOST_EXTRA, MOST_IN_HAND, Lead
from appliance.model.words import Ms
from appliance.sound import measure
from appliance.sound.codecs import CODECS
from appliance.sound.desk import Desk
from appliance.sound.frames import FRAME_MS, FRAME_SAMPLES, SILENCE, Frame
from appliance.sound.leg_buffer import LegBuffer
from appliance.sound.tone_plan import TonePlan

TONE: Frame = (8_000 * np.sin(np.arange(FRAME_SAMPLES) * 2 * np.pi / 16)).astype(np.int16)
PIECES = pytest.mark.parametrize("piece_ms", [10, 20])
PHASES = pytest.mark.parametrize("phase_ms", range(20))
PUMP_MS = 20.0
READ_MS = 0.4
"""From the modem's sending to our reading."""
LATE_MS = 2.0
"""The pump is late by less on a calm machine."""
BOUND_MS = MOST_EARLY_MS + LATE_MS + 2
"""The least early frame of a while is within MOST_EARLY_MS; others are earlier by as much as the pump is late by
chance, clocks that drift by 500 ppm move 1 ms in a while, and the driver counts whole milliseconds."""


class Rig:
    """A box with one line: a pump, a modem with a clock of its own, and a machine that may stand still.

    Samples in the modem's queue carry the time at which the pump gave the frame they were written for.
    """

    def __init__(self, *, piece_ms: int = 20, phase_ms: float = 0.0, ppm: float = 0.0, needs_ms: int = 0) -> None:
        """`needs_ms`: so much must lie in its queue beyond the piece it takes, or it tells an underrun."""
        self.piece_ms, self.needs_ms = piece_ms, needs_ms
        self._step = piece_ms * (1 + ppm / 1e6)
        self.leg = LegBuffer()
        self.now = 0.0
        self.written = bytearray()
        self._queue: deque[list[float]] = deque()
        """[given at, or -1 for none; samples left]"""
        self._given_at = -1.0
        self.delays: list[tuple[float, float]] = []
        """When the first sample of a frame was taken, and how long after the pump gave it."""
        self.missing: list[float] = []
        """When the modem played silence of its own."""
        self.underruns = self.given = 0
        self._chance = np.random.default_rng(5)
        self._next_piece = phase_ms or self._step
        self._next_tick = PUMP_MS
        self._tick_at: float | None = PUMP_MS
        self.call = CallSound("u8", self.leg, self._write, lambda: Ms(int(self.now)))
        self.call.begin()

    def run(self, until_ms: float, *, sound: Frame | None = TONE, frozen: tuple[float, float] = (-1.0, -1.0)) -> None:
        """While frozen, the modem goes on and the box does nothing; then it reads first and the pump makes up."""
        unread, unsaid = list[bool](), 0
        thawed = frozen[1] < 0
        while min(self._next_piece, self._tick_at or 1e12) < until_ms:
            piece = self._next_piece <= (self._tick_at or 1e12)
            at = self._next_piece if piece else self._tick_at
            assert at is not None
            if not thawed and at >= frozen[1]:
                thawed = True
                self.now = frozen[1]
                for ran_dry in unread:
                    self._hear(ran_dry=ran_dry)
                for _ in range(unsaid):
                    self._give(sound)
            still = frozen[0] <= at < frozen[1]
            self.now = at
            if piece:
                self._next_piece += self._step
                ran_dry = self._take()
                if still:
                    unread.append(ran_dry)
                else:
                    self.now += READ_MS
                    self._hear(ran_dry=ran_dry)
            else:
                self._next_tick += PUMP_MS
                self._tick_at = self._next_tick + LATE_MS * self._chance.random() ** 4
                unsaid += still
                if not still:
                    self._give(sound)

    @property
    def in_hand(self) -> int:
        """Samples in the modem's queue."""
        return int(sum(left for _, left in self._queue))

    def worst_ms(self, since: float, until: float = 1e12) -> float:
        return max(delay for at, delay in self.delays if since <= at < until)

    def _give(self, sound: Frame | None) -> None:
        if sound is not None:
            self.given += 1
            self._given_at = self.now
            self.leg.put_to_say(sound)
            self._given_at = -1.0

    def _hear(self, *, ran_dry: bool) -> None:
        self.call.hear(b"\x80" * (8 * self.piece_ms))
        if ran_dry:
            self.call.underrun()

    def _write(self, coded: bytes) -> None:
        self.written += coded
        self._queue.append([self._given_at, len(coded)])

    def _take(self) -> bool:
        """Whether an underrun is told."""
        wanted = 8 * self.piece_ms
        while wanted and self._queue:
            first = self._queue[0]
            if first[0] >= 0:
                self.delays.append((self.now, self.now - first[0]))
                first[0] = -1.0
            part = min(wanted, int(first[1]))
            wanted -= part
            first[1] -= part
            if not first[1]:
                self._queue.popleft()
        if wanted:
            self.missing.append(self.now)
        ran_dry = bool(wanted) or sum(left for _, left in self._queue) < 8 * self.needs_ms
        self.underruns += ran_dry
        return ran_dry


@PIECES
@PHASES
def test_in_steady_state_nothing_is_missing_and_a_frame_is_early_within_bounds(piece_ms: int, phase_ms: int) -> None:
    rig = Rig(piece_ms=piece_ms, phase_ms=phase_ms + 0.5)
    rig.run(30_000)
    assert not rig.missing
    assert rig.worst_ms(since=0) <= BOUND_MS
    assert min(delay for _, delay in rig.delays) >= 1
    assert rig.leg.to_say_counts.late == 0


@PIECES
@PHASES
def test_nothing_is_left_out_or_put_in_after_the_first_frames(piece_ms: int, phase_ms: int) -> None:
    rig = Rig(piece_ms=piece_ms, phase_ms=phase_ms + 0.5)
    rig.run(100)
    given, written = rig.given, len(rig.written)
    rig.run(30_000)
    assert (rig.given - given) * FRAME_SAMPLES == len(rig.written) - written


@PIECES
@pytest.mark.parametrize("ppm", [-500, 500])
def test_ten_minutes_of_drift_leave_no_gap_and_no_delay(piece_ms: int, ppm: float) -> None:
    rig = Rig(piece_ms=piece_ms, phase_ms=7, ppm=ppm)
    rig.run(600_000)
    assert not rig.missing
    assert rig.worst_ms(since=6_000) <= BOUND_MS
    assert sum(delay for _, delay in rig.delays) / len(rig.delays) < 25


@PIECES
@PHASES
@pytest.mark.parametrize("sound", [TONE, SILENCE], ids=["speech", "pause"])
def test_a_stall_of_60_ms_leaves_no_lasting_delay(piece_ms: int, phase_ms: int, sound: Frame) -> None:
    rig = Rig(piece_ms=piece_ms, phase_ms=phase_ms + 0.5)
    rig.run(10_000)
    rig.run(60_000, sound=sound, frozen=(10_003.0, 10_063.0))
    after = 16_000 if sound is SILENCE else 24_000
    most = (LEAD_IN + CATCHING_UP) * FRAME_MS + 1
    assert rig.worst_ms(since=0, until=9_000) <= most
    assert rig.worst_ms(since=10_200, until=after) <= most
    assert rig.worst_ms(since=after) <= BOUND_MS
    assert all(10_000 <= at <= 10_080 for at in rig.missing)
    assert len(rig.missing) * piece_ms <= 60


@PIECES
def test_a_modem_that_is_told_nothing_never_runs_dry(piece_ms: int) -> None:
    rig = Rig(piece_ms=piece_ms)
    rig.run(5_000, sound=None)
    assert not rig.missing
    assert set(rig.written) == {0x80}
    assert len(rig.written) <= 8 * (5_000 + LEAD_IN * FRAME_MS)
    assert not rig.call.playing


@PIECES
def test_when_sound_ends_it_is_silence_again_and_when_it_comes_back_it_is_soon_in_bounds(piece_ms: int) -> None:
    rig = Rig(piece_ms=piece_ms, phase_ms=3.5)
    rig.run(4_000)
    rig.run(8_000, sound=None)
    assert all(4_000 <= at <= 4_080 for at in rig.missing)
    rig.run(20_000)
    assert len(rig.missing) * piece_ms <= 40
    assert rig.worst_ms(since=11_000) <= BOUND_MS


@PIECES
def test_a_modem_that_wants_more_in_hand_gets_it(piece_ms: int) -> None:
    rig = Rig(piece_ms=piece_ms, phase_ms=3.5, needs_ms=30)
    rig.run(60_000)
    early = rig.underruns
    rig.run(600_000)
    assert early < 60
    assert rig.underruns - early < 54  # less than one in ten seconds
    assert not rig.missing
    assert rig.worst_ms(since=100_000) <= BOUND_MS + MOST_EXTRA * FRAME_MS


def test_an_extra_frame_is_given_up_when_all_is_calm() -> None:
    rig = Rig(phase_ms=3.5)
    rig.run(3_000)
    rig.call.underrun()
    rig.run(6_000)
    assert rig.worst_ms(since=4_000) > MOST_EARLY_MS
    rig.run(40_000)
    assert rig.worst_ms(since=30_000) <= BOUND_MS


@given(st.lists(st.sampled_from(["push", "take", "underrun", "wait"]), max_size=300))
def test_never_more_in_hand_than_the_bound(steps: list[str]) -> None:
    leg, in_hand, now = LegBuffer(), 0, 0

    def write(coded: bytes) -> None:
        nonlocal in_hand
        in_hand += len(coded)

    call = CallSound("ulaw", leg, write, lambda: now)
    call.begin()
    for step in steps:
        if step == "push":
            leg.put_to_say(TONE)
        elif step == "take":
            in_hand = max(in_hand - FRAME_SAMPLES, 0)
            call.hear(b"\xff" * FRAME_SAMPLES)
        elif step == "wait":
            now += FRAME_MS
        else:
            call.underrun()
        assert in_hand <= (MOST_IN_HAND + 1) * FRAME_SAMPLES
        assert leg.depth[1] == 0


def coded_frames(rig: Rig) -> Iterator[Frame]:
    decode, _ = CODECS["u8"]
    for start in range(0, len(rig.written), FRAME_SAMPLES):
        yield decode(bytes(rig.written[start : start + FRAME_SAMPLES]))


@pytest.mark.parametrize("ppm", [-500, 500])
def test_what_is_put_in_or_left_out_makes_no_step(ppm: float) -> None:
    """A slow wave of 50 Hz has a whole period in each frame, so that a clean join is no steeper than the wave."""
    wave = (16_000 * np.sin(np.arange(FRAME_SAMPLES) * 2 * np.pi / FRAME_SAMPLES)).astype(np.int16)
    rig = Rig(phase_ms=7.5, ppm=ppm)
    rig.run(240_000, sound=wave)
    frames = list(coded_frames(rig))[LEAD_IN:]
    corrections = len(frames) - rig.given
    assert corrections >= 4 if ppm < 0 else corrections <= -4
    assert max(np.abs(np.diff(frame.astype(int))).max() for frame in frames) < 1_000
    assert max(abs(int(after[0]) - int(before[-1])) for before, after in pairwise(frames)) < 1_000


def test_nothing_is_written_after_the_end_and_a_new_stream_begins_anew() -> None:
    rig = Rig()
    rig.run(1_000)
    rig.call.end()
    before = len(rig.written)
    rig.leg.put_to_say(TONE)
    assert len(rig.written) == before
    rig.leg.clear()
    rig.call.begin()
    assert len(rig.written) == before + LEAD_IN * FRAME_SAMPLES


@pytest.mark.parametrize(("unheard_ms", "merged"), [(0, 3), (60, 0)])
def test_frames_are_made_one_only_if_the_modem_cannot_have_taken_those_in_hand(unheard_ms: Ms, merged: int) -> None:
    leg, writes, now = LegBuffer(), list[bytes](), 0
    call = CallSound("ulaw", leg, writes.append, lambda: now)
    call.begin()
    leg.put_to_say(TONE)
    writes.clear()
    now = unheard_ms
    for _ in range(3):
        leg.put_to_say(TONE)
    assert len(writes) == 3 - merged


def test_a_whole_read_after_a_stall_is_no_end_of_the_sound() -> None:
    """Three frames heard at once, before the pump had its turn: it is about to come, so no silence is put in."""
    lead = Lead()
    lead.begin(0)
    for now in range(0, 200, 20):
        lead.took(FRAME_SAMPLES, now)
        lead.wrote(now + 10)
    for _ in range(3):
        lead.took(FRAME_SAMPLES, 260)
        assert lead.missing == 0
    lead.took(FRAME_SAMPLES, 280)
    assert lead.missing == 0
    lead.took(FRAME_SAMPLES, 300)
    assert lead.missing == 1


class Prompted(Rig):
    """The same rig with a desk that plays a prompt, handed out as early as the driver takes it."""

    PROMPT = np.random.default_rng(9).integers(-20_000, 20_000, 200 * FRAME_SAMPLES).astype(np.int16)

    def __init__(self, *, piece_ms: int, phase_ms: float, needs_ms: int = 0) -> None:
        super().__init__(piece_ms=piece_ms, phase_ms=phase_ms, needs_ms=needs_ms)
        self._desk = Desk(TonePlan(country="none", source="invented", dial=(), busy=(), ringing=()))
        self._desk.add_leg("line", detect=False)
        self._desk.play("line", (self.PROMPT,), 1)

    def _give(self, _: Frame | None) -> None:
        for _, frame, early in self._desk.tick({}, {"line": self.leg.ahead}).given:
            self.leg.put_to_say(frame, early)

    @property
    def likeness(self) -> float:
        """Of what was written, to all of the prompt but its first three frames, of which some may be made one."""
        decode, _ = CODECS["u8"]
        return measure.likeness(decode(bytes(self.written)), self.PROMPT[3 * FRAME_SAMPLES :]).score


@PIECES
@PHASES
@pytest.mark.parametrize("stall_ms", [0, 20, 40, 60])
def test_a_box_that_stands_still_for_60_ms_tears_no_prompt(piece_ms: int, phase_ms: int, stall_ms: int) -> None:
    rig = Prompted(piece_ms=piece_ms, phase_ms=phase_ms + 0.5)
    rig.run(5_000, frozen=(2_003.0, 2_003.0 + stall_ms))
    assert not rig.missing
    assert rig.likeness > 0.99


@PIECES
def test_a_modem_that_wants_more_in_hand_is_given_less_ahead_and_never_more_than_it_holds(piece_ms: int) -> None:
    rig = Prompted(piece_ms=piece_ms, phase_ms=3.5, needs_ms=30)
    most = 0
    for until in range(20, 5_000, 20):
        rig.run(until)
        most = max(most, rig.in_hand)
    assert rig.leg.ahead < MOST_EXTRA
    assert most <= (MOST_IN_HAND + 1) * FRAME_SAMPLES
    assert not rig.missing
