"""An agent in a browser: up with the first one, patient with one that has gone, and deaf to any but its own."""

import asyncio

import numpy as np
import pytest

from appliance.drivers.errors import DeviceGone, DriverFault
from appliance.drivers.station import browser
from appliance.drivers.station.browser_machine import TRANSITIONS, BrowserState, Move
from appliance.drivers.station.jack import Jack, JackCounts
from appliance.model.events import Event
from appliance.model.talk_events import StationAway, StationBack
from appliance.sound.frames import FRAME_SAMPLES, Frame
from appliance.sound.leg_buffer import LegBuffer
from tests.drivers.invented_timers import InventedTimers

AWAY, BACK = StationAway("anna"), StationBack("anna")


class Tab:
    def __init__(self) -> None:
        self.said: list[bytes] = []
        self.full = self.lost = False

    def say(self, samples: bytes) -> bool:
        if not self.full:
            self.said.append(samples)
        return not self.full

    def pulled(self) -> None:
        self.lost = True


class Desk:
    def __init__(self) -> None:
        self.timers, self.leg, self.events, self.jack, self.tab = (
            InventedTimers(),
            LegBuffer(10),
            list[Event](),
            Jack(),
            Tab(),
        )
        self.station = browser.Driver("anna", browser.Options(), self.events.append, self.leg, timers=self.timers)
        self.station.stand_behind(self.jack)

    async def up(self) -> "Desk":
        self.jack.plug_in(self.tab)
        await self.station.prepare()
        return self


def frame(value: int) -> Frame:
    return np.full(FRAME_SAMPLES, value, np.int16)


def as_bytes(value: int) -> bytes:
    return frame(value).astype("<i2").tobytes()


async def test_it_is_up_with_the_first_browser_and_says_nothing_of_it() -> None:
    desk = Desk()
    waiting = asyncio.ensure_future(desk.station.prepare())
    await asyncio.sleep(0)
    assert not waiting.done()
    desk.jack.plug_in(desk.tab)
    assert await waiting == "a browser"
    assert desk.events == []
    await desk.station.close()


async def test_sound_goes_both_ways_in_a_conversation_only() -> None:
    desk = await Desk().up()
    desk.jack.hear(desk.tab, as_bytes(1))
    desk.leg.put_to_say(frame(7))
    desk.station.connect(3)
    assert desk.tab.said == []
    desk.jack.hear(desk.tab, as_bytes(2))
    desk.leg.put_to_say(frame(8))
    heard = desk.leg.take_heard()
    assert heard is not None
    assert heard.tolist() == frame(2).tolist()
    assert desk.tab.said == [as_bytes(8)]
    desk.station.disconnect()
    desk.jack.hear(desk.tab, as_bytes(3))
    desk.leg.put_to_say(frame(9))
    *goes_on, last = (desk.leg.take_heard() for _ in range(5))
    assert last is None
    assert all(each is None or each.max() <= 2 for each in goes_on), "the last sound goes on, nothing new is heard"
    assert desk.tab.said == [as_bytes(8)]
    await desk.station.close()


async def test_what_a_browser_does_not_take_is_counted() -> None:
    desk = await Desk().up()
    desk.station.connect(3)
    desk.jack.hear(desk.tab, as_bytes(1))
    desk.leg.put_to_say(frame(1))
    desk.tab.full = True
    desk.leg.put_to_say(frame(2))
    assert desk.jack.counts == JackCounts(heard=1, said=1, dropped=1)
    await desk.station.close()


async def test_a_gust_leaves_200_ms_in_the_buffer_and_counts_the_rest() -> None:
    desk = await Desk().up()
    desk.station.connect(3)
    for value in range(25):
        desk.jack.hear(desk.tab, as_bytes(value))
    assert desk.leg.depth == (10, 0)
    assert desk.leg.heard_counts.dropped == 15
    first = desk.leg.take_heard()
    assert first is not None
    assert first[0] == 15
    await desk.station.close()


async def test_one_that_comes_back_in_time_goes_on_with_its_conversation() -> None:
    desk = await Desk().up()
    desk.station.connect(3)
    desk.jack.pull(desk.tab)
    desk.leg.put_to_say(frame(1))
    desk.timers.pass_ms(9_900)
    assert desk.events == [AWAY]
    again = Tab()
    desk.jack.plug_in(again)
    assert desk.events == [AWAY, BACK]
    desk.leg.put_to_say(frame(2))
    assert again.said == [as_bytes(2)]
    desk.timers.pass_ms(60_000)
    assert desk.events == [AWAY, BACK]
    await desk.station.close()


async def test_one_that_does_not_ends_the_station() -> None:
    desk = await Desk().up()
    serving = asyncio.ensure_future(desk.station.serve())
    desk.jack.pull(desk.tab)
    desk.timers.pass_ms(10_000)
    with pytest.raises(DeviceGone, match="the browser of anna has been gone for 10 s"):
        await serving
    desk.jack.plug_in(Tab())
    assert desk.events == [AWAY]
    await desk.station.close()


async def test_a_conversation_that_begins_or_ends_meanwhile_is_told_and_kept() -> None:
    desk = await Desk().up()
    desk.jack.pull(desk.tab)
    desk.station.connect(3)
    desk.timers.pass_ms(0)
    assert desk.events == [AWAY, AWAY]
    desk.station.disconnect()
    desk.jack.plug_in(desk.tab)
    assert desk.events == [AWAY, AWAY, BACK]
    desk.leg.put_to_say(frame(1))
    assert desk.tab.said == []
    await desk.station.close()


async def test_another_browser_takes_over_and_the_first_is_told_and_heard_no_more() -> None:
    desk = await Desk().up()
    desk.station.connect(3)
    other = Tab()
    desk.jack.plug_in(other)
    assert desk.tab.lost
    desk.jack.hear(desk.tab, as_bytes(1))
    desk.jack.pull(desk.tab)
    assert desk.leg.take_heard() is None
    assert desk.events == []
    desk.leg.put_to_say(frame(5))
    assert (desk.tab.said, other.said) == ([], [as_bytes(5)])
    await desk.station.close()


async def test_serve_before_prepare_is_our_fault() -> None:
    with pytest.raises(DriverFault, match=r"serve\(\) before prepare"):
        await Desk().station.serve()


def test_every_state_can_be_left() -> None:
    assert set(TRANSITIONS) == set(BrowserState)
    assert all(Move.LEAVE in moves for state, moves in TRANSITIONS.items() if state is not BrowserState.GONE)
