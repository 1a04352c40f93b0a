"""An agent at a headset: what rings where, what the key does, what a lost card means. The device is a silent one."""

import asyncio
import os
import struct
from pathlib import Path

import numpy as np
import pytest

from appliance.drivers.errors import DeviceGone, DriverFault
from appliance.drivers.sound import silent
from appliance.drivers.station import headset
from appliance.drivers.station.headset_machine import HeadsetState
from appliance.drivers.station.headset_port import MOST_RINGS, HeadsetPort
from appliance.model.actions import OfferCall, WithdrawOffer, WithdrawReason
from appliance.model.caller import Caller
from appliance.model.events import AgentHungUp, Event, OfferAccepted
from appliance.model.plan import AgentPlan, QueuePlan
from appliance.model.words import AgentName
from appliance.sound import chimes
from appliance.sound.frames import SILENCE
from tests.contracts.test_stations import CountingPort
from tests.core.counter import Counter, counter
from tests.drivers.invented_timers import InventedTimers
from tests.drivers.line.jumping_time import pass_s

PHONE_KEY, VOLUME_KEY = 169, 115


class Bell:
    def __init__(self) -> None:
        self.told: list[tuple[str, AgentName]] = []

    def ring(self, agent: AgentName) -> None:
        self.told.append(("ring", agent))

    def quiet(self, agent: AgentName) -> None:
        self.told.append(("quiet", agent))


class Desk:
    def __init__(self, **options: object) -> None:
        self.timers, self.port, self.events, self.bell = InventedTimers(), CountingPort(), list[Event](), Bell()
        chosen = headset.Options(sound="silent", **options)  # type: ignore[arg-type]
        self.station = headset.Driver("anna", chosen, self.events.append, self.port, timers=self.timers)
        self.station.sound.device = silent.Driver(
            silent.Options(), self.station._port, lost=self.station.sound.fail, now=lambda: 0, timers=self.timers
        )
        self.station.ring_on(self.bell)

    def offer(self, token: int = 7) -> None:
        self.station.ring(OfferCall(agent="anna", token=token, call=3, caller=Caller(), queue="sales", waited_ms=0))

    @property
    def state(self) -> HeadsetState:
        return self.station._machine.state


def press(fd: int, code: int, value: int = 1) -> None:
    os.write(fd, struct.pack("@llHHi", 0, 0, 1, code, value))


async def test_by_itself_it_answers_after_its_time_and_not_once_the_offer_is_gone() -> None:
    desk = Desk(answers_after_ms=2_000)
    await desk.station.prepare()
    desk.offer(7)
    desk.timers.pass_ms(1_900)
    desk.station.withdraw(WithdrawOffer("anna", 7, WithdrawReason.CALLER_GONE))
    desk.timers.pass_ms(5_000)
    assert not desk.events
    desk.offer(8)
    desk.timers.pass_ms(2_000)
    assert desk.events == [OfferAccepted("anna", 8)]
    await desk.station.close()


async def test_declined_elsewhere_it_falls_silent_and_does_not_answer_by_itself() -> None:
    house = Counter(counter([QueuePlan(name="sales")], [AgentPlan(name="anna")]))
    house.sign_in("anna")
    house.ring("sales 1")
    desk = Desk(answers_after_ms=2_000, rings="both")
    await desk.station.prepare()
    desk.station.ring(house.offer("anna"))
    (withdrawn,) = (action for action in house.decline("anna") if isinstance(action, WithdrawOffer))
    desk.station.withdraw(withdrawn)
    desk.timers.pass_ms(5_000)
    assert desk.state is HeadsetState.FREE
    assert desk.bell.told[-1] == ("quiet", "anna")
    assert not desk.events
    await desk.station.close()


async def test_the_key_answers_and_hangs_up_and_the_volume_keys_do_nothing(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "event5")
    desk = Desk(answers="by_button", button=str(tmp_path / "event5"))
    await desk.station.prepare()
    fd = os.open(tmp_path / "event5", os.O_WRONLY)

    async def after(code: int, events: list[Event]) -> None:
        press(fd, code)
        press(fd, code, 0)
        async with asyncio.timeout(30):
            while desk.events != events:
                await pass_s(0.01)

    press(fd, PHONE_KEY)  # nothing rings
    await pass_s(0.05)
    desk.offer(7)
    desk.timers.pass_ms(60_000)
    press(fd, VOLUME_KEY)
    await after(PHONE_KEY, [OfferAccepted("anna", 7)])
    desk.station.connect(3)
    await after(PHONE_KEY, [OfferAccepted("anna", 7), AgentHungUp("anna")])
    assert desk.state is HeadsetState.HUNG_UP
    desk.station.disconnect()
    assert desk.state is HeadsetState.FREE
    serving = asyncio.ensure_future(desk.station.serve())
    os.close(fd)
    with pytest.raises(DeviceGone, match="the input device has gone; plug it in again"):
        await serving
    await desk.station.close()


async def test_a_button_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    desk = Desk(button=str(tmp_path / "none"))
    with pytest.raises(DeviceGone, match=r"no input device .*; plug it in, or name another of /dev/input/by-id"):
        await desk.station.prepare()
    await desk.station.close()


@pytest.mark.parametrize(("rings", "in_headset", "told"), [("headset", 1, 0), ("loudspeaker", 0, 1), ("both", 1, 1)])
async def test_it_rings_where_it_is_to_ring(rings: str, in_headset: int, told: int) -> None:
    desk = Desk(rings=rings)
    await desk.station.prepare()
    desk.offer()
    assert bool(desk.station._port.to_say().any() or desk.station._port.to_say().any()) is bool(in_headset)
    assert desk.bell.told.count(("ring", "anna")) == told
    desk.timers.pass_ms(2_000)
    assert desk.bell.told[-1] == ("quiet", "anna")
    assert not desk.station._port.to_say().any(), "answered: it rings no more"
    await desk.station.close()


async def test_a_card_that_goes_ends_the_station_with_its_sentence() -> None:
    desk = Desk()
    await desk.station.prepare()
    serving = asyncio.ensure_future(desk.station.serve())
    await pass_s(0)
    desk.station.sound.device._lost = desk.station.sound.fail  # type: ignore[attr-defined]
    desk.station.sound.fail(DeviceGone("sound card Headset: it is no longer there; plug it in again"))
    with pytest.raises(DriverFault, match="sound card Headset: it is no longer there"):
        await serving
    await desk.station.close()


def test_a_ring_that_nobody_stops_ends_by_itself() -> None:
    port = HeadsetPort(CountingPort())
    port.ring()
    frames = MOST_RINGS * len(chimes.ring()) // len(SILENCE)
    rang = [port.to_say().any() for _ in range(frames)]
    assert any(rang)
    assert not any(port.to_say().any() for _ in range(500))


def test_while_it_rings_the_agent_is_not_heard_and_in_conversation_the_box_speaks() -> None:
    box = CountingPort()
    port = HeadsetPort(box)
    port.ring()
    port.heard(SILENCE)
    assert (box.said, box.listened) == ([], 0)
    port.talk()
    port.heard(SILENCE)
    assert np.array_equal(port.to_say(), SILENCE)
    assert (len(box.said), box.listened) == (1, 1)


def test_its_options_are_checked_with_those_of_its_device() -> None:
    def faults(**options: object) -> list[str]:
        return [f"{option}: {what}" for option, what in headset.option_faults(headset.Options(**options))]  # type: ignore[arg-type]

    assert not faults(device={"card": "Headset"})
    assert "needs one" in faults(device={"card": "Headset"}, answers="by_button")[0]
    assert "numbers change" in faults(device={"card": "hw:1"})[0]
    assert 'no such option; did you mean "card"' in "".join(faults(device={"cart": "Headset"}))
    assert 'no such sound driver; did you mean "portaudio"' in faults(sound="portaudi")[0]
