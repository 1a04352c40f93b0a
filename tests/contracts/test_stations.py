"""What every station keeps, whoever talks there. Each maker knows how the agent of its station is made to answer."""

from collections.abc import AsyncIterator, Callable

import pytest

from appliance.drivers.registry import available
from appliance.drivers.sound import silent
from appliance.drivers.station import Station, browser, headset, pretend
from appliance.drivers.station.jack import Jack
from appliance.model.actions import OfferCall, WithdrawOffer, WithdrawReason
from appliance.model.caller import Caller
from appliance.model.events import Event, OfferAccepted
from appliance.model.words import Ms
from appliance.sound.frames import FRAME_SAMPLES, SILENCE, Come, Frame
from tests.drivers.invented_timers import InventedTimers
from tests.drivers.line.jumping_time import pass_s


class CountingPort:
    """The box's side of the sound: what the agent said, and how often it listened."""

    def __init__(self) -> None:
        self.said: list[Frame] = []
        self.listened = 0

    def heard(self, frame: Frame) -> None:
        self.said.append(frame)

    def to_say(self) -> Frame:
        self.listened += 1
        return SILENCE

    def to_say_if_there(self) -> Frame | None:
        return self.to_say()

    def tell_when_said(self, come: Come | None, *, ahead: int = 0) -> None:
        """It asks by a clock."""


class Bench:
    """A station with everything around it invented; `answer` makes its agent take the offer that rings."""

    answers_here = True
    """False: its agent takes offers over the control socket, which knows itself which one rings."""

    def __init__(self, station: Station, port: CountingPort, events: list[Event], passes: Callable[[Ms], None]) -> None:
        self.station, self.port, self.events, self._passes = station, port, events, passes

    async def pass_ms(self, ms: Ms) -> None:
        """What waits for its turn in the loop has it first."""
        for _ in range(3):
            await pass_s(0)
        self._passes(ms)

    async def answer(self) -> None:
        await self.pass_ms(1_000)


def _pretend() -> Bench:
    timers, port, events = InventedTimers(), CountingPort(), list[Event]()
    options = pretend.Options(answers_after_ms=500)
    return Bench(pretend.Driver("anna", options, events.append, port, timers=timers), port, events, timers.pass_ms)


def _headset() -> Bench:
    timers, port, events = InventedTimers(), CountingPort(), list[Event]()
    options = headset.Options(sound="silent", answers_after_ms=500)
    station = headset.Driver("anna", options, events.append, port, timers=timers)
    station.sound.device = silent.Driver(
        silent.Options(), station._port, lost=station.sound.fail, now=lambda: 0, timers=timers
    )
    return Bench(station, port, events, timers.pass_ms)


class PushingPort(CountingPort):
    """The box's side for a station that is told when there is something to hear."""

    come: Come | None = None

    def __init__(self) -> None:
        super().__init__()
        self.made = 0

    def to_say_if_there(self) -> Frame | None:
        if not self.made:
            return None
        self.made -= 1
        return self.to_say()

    def tell_when_said(self, come: Come | None, *, ahead: int = 0) -> None:
        self.come = come


class OwnTab:
    """A browser that takes what it is sent."""

    def say(self, samples: bytes) -> bool:
        return len(samples) == 2 * FRAME_SAMPLES

    def pulled(self) -> None:
        """Nobody else comes."""


def _browser() -> Bench:
    timers, port, events = InventedTimers(), PushingPort(), list[Event]()
    station, jack, tab = browser.Driver("anna", browser.Options(), events.append, port, timers=timers), Jack(), OwnTab()
    jack.plug_in(tab)
    station.stand_behind(jack)

    def passes(ms: Ms) -> None:
        """Tab and pump go on by clocks of their own."""
        for _ in range(ms // 20):
            jack.hear(tab, bytes(2 * FRAME_SAMPLES))
            if port.come is not None:
                port.made += 1
                port.come(0)
        timers.pass_ms(ms)

    bench = Bench(station, port, events, passes)
    bench.answers_here = False
    return bench


MAKERS = {"pretend": _pretend, "headset": _headset, "browser": _browser}


@pytest.fixture(params=sorted(MAKERS))
async def bench(request: pytest.FixtureRequest) -> AsyncIterator[Bench]:
    made = MAKERS[request.param]()
    await made.station.prepare()
    yield made
    await made.station.close()


def offer(token: int = 7) -> OfferCall:
    return OfferCall(agent="anna", token=token, call=3, caller=Caller(), queue="sales", waited_ms=0)


def withdrawal(token: int = 7) -> WithdrawOffer:
    return WithdrawOffer("anna", token, WithdrawReason.CALLER_GONE)


def test_no_driver_escapes_this_suite() -> None:
    assert set(available("station")) == set(MAKERS)


async def test_an_accepted_offer_carries_its_own_token(bench: Bench) -> None:
    if not bench.answers_here:
        pytest.skip("its agent answers over the control socket; tests/control/test_server.py")
    bench.station.ring(offer(7))
    await bench.answer()
    bench.station.withdraw(withdrawal(7))
    bench.station.ring(offer(8))
    await bench.answer()
    assert bench.events == [OfferAccepted("anna", 7), OfferAccepted("anna", 8)]


async def test_a_withdrawn_offer_is_not_answered(bench: Bench) -> None:
    bench.station.ring(offer())
    bench.station.withdraw(withdrawal())
    await bench.answer()
    assert bench.events == []


async def test_sound_flows_at_50_frames_a_second_only_while_connected(bench: Bench) -> None:
    bench.station.ring(offer())
    await bench.answer()
    assert bench.port.said == []
    bench.station.connect(3)
    await bench.pass_ms(10_000)
    assert 500 <= len(bench.port.said) <= 501
    assert bench.port.listened == len(bench.port.said)
    bench.station.disconnect()
    said = len(bench.port.said)
    await bench.pass_ms(10_000)
    assert len(bench.port.said) == said


async def test_frames_have_the_one_shape(bench: Bench) -> None:
    bench.station.ring(offer())
    await bench.answer()
    bench.station.connect(3)
    await bench.pass_ms(100)
    assert {(frame.shape, str(frame.dtype)) for frame in bench.port.said} == {((FRAME_SAMPLES,), "int16")}


async def test_what_comes_at_a_wrong_moment_is_harmless(bench: Bench) -> None:
    bench.station.disconnect()
    bench.station.withdraw(withdrawal())
    bench.station.ring(offer())
    bench.station.ring(offer(8))
    await bench.answer()
    bench.station.connect(3)
    bench.station.connect(3)
    bench.station.withdraw(withdrawal())
    await bench.pass_ms(1_000)
    assert 50 <= len(bench.port.said) <= 51
    bench.station.disconnect()
    bench.station.disconnect()


async def test_closing_in_mid_conversation_stops_the_sound_and_twice_is_harmless(bench: Bench) -> None:
    bench.station.ring(offer())
    await bench.answer()
    bench.station.connect(3)
    await bench.station.close()
    await bench.station.close()
    said = len(bench.port.said)
    await bench.pass_ms(1_000)
    assert len(bench.port.said) == said
