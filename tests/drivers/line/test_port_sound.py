"""The sound port of a GSM modem: whatever the phase of pump and modem, nothing said is lost, doubled or torn apart."""

from collections import deque
from collections.abc import Callable, Iterator
from heapq import heappop, heappush
from random import Random

import numpy as np
import pytest

from appliance.drivers.line.gsm.port_sound import PAUSE_MS, PortSound
from appliance.drivers.line.gsm.said_queue import AHEAD, MOST_SPARE, SaidQueue
from appliance.drivers.line.modem.gsm_family import GsmSound
from appliance.sound.frames import SILENCE, Come, Frame


class Said:
    """A SoundPort: what the pump puts waits, and is told."""

    def __init__(self) -> None:
        self.frames: deque[Frame] = deque()
        self.heard_frames: list[Frame] = []
        self.late = 0
        self.come: Come | None = None

    def put(self, frame: Frame, before_ms: int = 0) -> None:
        self.frames.append(frame)
        if self.come:
            self.come(before_ms)

    def heard(self, frame: Frame) -> None:
        self.heard_frames.append(frame)

    def to_say(self) -> Frame:
        self.late += 1
        return SILENCE

    def to_say_if_there(self) -> Frame | None:
        return self.frames.popleft() if self.frames else None

    def tell_when_said(self, come: Come | None, *, ahead: int = 0) -> None:
        self.come = come


def frame(number: int) -> Frame:
    return np.full(160, 10_000 + number, np.int16)


def numbers(frames: list[Frame]) -> list[int]:
    """0 for silence; of a frame made of two, the one it ends in."""
    return [int(each[-1]) - 10_000 if each[-1] else 0 for each in frames]


def played(beat_ms: int, phase_ms: int, jitter: Iterator[int], *, frames: int = 250) -> tuple[list[int], int]:
    """What a modem played that asks every `beat_ms`, while the pump puts a frame every 20 ms; and the late ones."""
    now, said, out = 0, Said(), list[Frame]()
    queue = SaidQueue(beat_ms // 20, said, lambda: now)
    queue.begin()
    happens: list[tuple[int, int, str, int]] = []
    for number in range(1, frames + 1):
        heappush(happens, (20 * number + next(jitter), number, "put", number))
    for beat in range(frames * 20 // beat_ms):
        heappush(happens, (beat * beat_ms + phase_ms, beat, "beat", 0))
    while happens:
        now, _, what, number = heappop(happens)
        if what == "put":
            said.put(frame(number))
        else:
            out += queue.take()
    return numbers(out), said.late


def without_lead(frames: list[int]) -> list[int]:
    return frames[next(at for at, number in enumerate(frames) if number) :]


@pytest.mark.parametrize("beat_ms", [20, 40, 100])
@pytest.mark.parametrize("phase_ms", range(0, 40, 3))
def test_at_every_phase_of_the_two_clocks_all_is_said_in_order_and_nothing_between(beat_ms: int, phase_ms: int) -> None:
    chance = Random(phase_ms)
    out, late = played(beat_ms, phase_ms, (chance.choice((0, 0, 0, 1, 3, 6)) for _ in iter(int, 1)))
    flow = without_lead(out)
    assert flow[1:] == list(range(flow[1], flow[1] + len(flow) - 1))
    assert flow[1] <= beat_ms // 20 + 2, "what is made shorter is the beginning"
    assert late == 0
    assert len(flow) >= 250 - 3 * beat_ms // 20 - 1


def test_one_frame_that_comes_much_too_late_makes_one_gap_and_gives_a_reserve_for_the_next() -> None:
    jitter = iter([0] * 50 + [35, 16] + [0] * 48 + [35, 16] + [0] * 500)
    out, late = played(20, 15, jitter, frames=200)
    flow = without_lead(out)
    assert flow.count(0) == late == 1
    assert [number for number in flow if number] == sorted(number for number in flow if number)


def test_clocks_that_drift_are_met_by_a_frame_put_in_or_made_one_with_another_and_never_by_a_gap() -> None:
    for drift in (-0.002, 0.002):
        now, said, out = 0.0, Said(), list[Frame]()
        queue = SaidQueue(1, said, lambda: int(now))  # noqa: B023
        queue.begin()
        puts = [(20.0 * n, 1, n) for n in range(1, 3_001)]
        beats = [(20.0 * (1 + drift) * n + 13, 0, n) for n in range(1, 2_990)]
        for at, is_put, number in sorted(puts + beats):
            now = at
            if is_put:
                said.put(frame(number))
            else:
                out += queue.take()
        flow = without_lead(numbers(out))
        assert said.late == 0
        assert 0 not in flow
        assert abs(flow[-1] - len(flow)) <= 8, "0.2 % of a minute are 120 ms, six frames"


def test_bound_what_is_never_asked_for_does_not_grow() -> None:
    said = Said()
    queue = SaidQueue(2, said, lambda: 0)
    queue.begin()
    for number in range(1, 100):
        said.put(frame(number))
    assert len(queue._waiting) == 2 + MOST_SPARE
    assert numbers([each.frame for each in queue._waiting]) == [95, 96, 97, 98, 99]
    for number in range(1, 100):
        said.put(frame(number), 20 * AHEAD)
    assert len(queue._waiting) == 2 + MOST_SPARE + AHEAD


@pytest.mark.parametrize("beat_ms", [20, 40, 100])
@pytest.mark.parametrize("phase_ms", range(0, 40, 3))
@pytest.mark.parametrize("stall_ms", [0, 20, 40, 55])
def test_a_prompt_that_came_before_its_time_goes_on_while_the_box_stands_still(
    beat_ms: int, phase_ms: int, stall_ms: int
) -> None:
    now, said, out = 0, Said(), list[Frame]()
    queue = SaidQueue(beat_ms // 20, said, lambda: now)
    queue.begin()
    happens = [(beat * beat_ms + phase_ms, 0, 0, 0) for beat in range(2_700 // beat_ms)]
    happens += [(20, number, number, 20 * (number - 1)) for number in range(1, AHEAD + 2)]
    ticks = ((20 * tick, tick + AHEAD) for tick in range(2, 140))
    happens += [(at + max(1_003 + stall_ms - at, 0) * (at > 1_003), n, n, 20 * AHEAD) for at, n in ticks]
    for now, _, number, before in sorted(happens):  # noqa: B007
        if number:
            said.put(frame(number), before)
        else:
            out += queue.take()
    flow = without_lead(numbers(out))
    assert said.late == 0
    assert flow[1] <= beat_ms // 20 + 2
    assert flow[1:] == list(range(flow[1], flow[1] + len(flow) - 1))


class Wire:
    place = "memory"

    def __init__(self) -> None:
        self.written: list[bytes] = []

    def open(self, received: Callable[[bytes], None], lost: object) -> None:
        self.received = received

    def write(self, data: bytes) -> None:
        self.written.append(data)

    def close(self) -> None:
        pass


@pytest.mark.parametrize("before", [0, 1, 2, 319, 321, 640])
@pytest.mark.parametrize("paused", [False, True])
async def test_where_a_sample_ends_is_known_though_the_call_begins_between_its_halves(
    before: int,
    paused: bool,  # noqa: FBT001
) -> None:
    now, wire, said = 10_000, Wire(), Said()
    sound = PortSound(
        wire,  # type: ignore[arg-type]
        GsmSound(by="port", frame_bytes=320, frame_ms=20),
        said,
        lost=lambda _: None,
        now=lambda: now,
    )
    await sound.prepare()
    stream = np.arange(1, 801, dtype="<i2").tobytes()
    if before:
        wire.received(stream[:before])
    if paused:
        now += PAUSE_MS
    sound.begin()
    rest = np.arange(1, 801, dtype="<i2").tobytes() if paused else stream[before:]
    for at in range(0, len(rest), 97):
        wire.received(rest[at : at + 97])
    heard = np.concatenate(said.heard_frames)
    first = 1 if paused else (before + 1) // 2 + 1
    assert heard.tolist() == list(range(first, first + heard.size))
    assert all(len(each) == 320 for each in wire.written)
