"""When the loudspeaker tells the room that callers wait, and what a lost sound device lights."""

import msgspec

from appliance.core.engine import Engine
from appliance.model.actions import Action, SetLamp, SoundChime
from appliance.model.events import (
    BoxStarted,
    ClockStruck,
    Event,
    LineAnswered,
    LineHungUp,
    LineRang,
    LineReady,
    PlanPublished,
)
from appliance.model.plan import HoursPlan, LampPlan, LoudspeakerPlan, Opening, Plan
from appliance.model.sound_events import SoundDeviceDown, SoundDeviceUp
from appliance.model.states import HangUpCause, LampPattern
from appliance.model.words import Ms
from tests.core.houses import SALES, house

LINES = {"line1": "sales", "line2": "sales"}
NIGHT = HoursPlan(name="night", openings=(Opening(day=0, start=0, end=360),))
SPEAKER = LoudspeakerPlan(callers=1, waited_ms=20_000, every_ms=30_000)


def plan(speaker: LoudspeakerPlan | None = SPEAKER) -> Plan:
    queue = msgspec.structs.replace(SALES, needs_staff=False, max_wait_ms=600_000)
    lamps = (LampPlan(name="fault", fault=True),)
    return msgspec.structs.replace(house(LINES, queue), loudspeaker=speaker, lamps=lamps, hours=(NIGHT,))


class Shop:
    def __init__(self, speaker: LoudspeakerPlan | None = SPEAKER) -> None:
        self.engine, self.now = Engine(), 0
        self.chimes: list[Ms] = []
        self.lamps: list[LampPattern] = []
        self.tell(0, BoxStarted(plan=plan(speaker), first_call=1, seed=1))
        for line in LINES:
            self.tell(0, LineReady(line, "USR5637"))

    def tell(self, at: Ms, event: Event | None = None) -> None:
        """What falls due before is done at its own time."""
        while (due := self.engine.next_wake()) is not None and due <= at:
            self._keep(self.engine.wake(due), due)
        if event is not None:
            self._keep(self.engine.handle(event, at), at)

    def _keep(self, actions: tuple[Action, ...], at: Ms) -> None:
        self.chimes += [at for action in actions if isinstance(action, SoundChime)]
        self.lamps += [action.pattern for action in actions if isinstance(action, SetLamp)]

    def caller(self, line: str, at: Ms) -> None:
        self.tell(at, LineRang(line))
        self.tell(at, LineAnswered(line))


def test_a_caller_who_waits_too_long_is_told_to_the_room_again_and_again_until_served_or_gone() -> None:
    shop = Shop()
    shop.caller("line1", 1_000)
    shop.tell(20_999)
    assert shop.chimes == []
    shop.tell(85_000)
    assert shop.chimes == [21_000, 51_000, 81_000]
    shop.tell(86_000, LineHungUp("line1", HangUpCause.SILENCE))
    shop.tell(300_000)
    assert len(shop.chimes) == 3


def test_fewer_callers_than_said_are_not_told() -> None:
    shop = Shop(msgspec.structs.replace(SPEAKER, callers=2))
    shop.caller("line1", 1_000)
    shop.tell(60_000)
    assert shop.chimes == []
    shop.caller("line2", 60_000)
    shop.tell(60_000)
    assert shop.chimes == [60_000], "the first of them has waited long enough"
    shop.tell(70_000, LineHungUp("line2", HangUpCause.SILENCE))
    shop.tell(200_000)
    assert shop.chimes == [60_000]


def test_callers_of_other_queues_do_not_count() -> None:
    shop = Shop(msgspec.structs.replace(SPEAKER, queues=("service",)))
    shop.caller("line1", 1_000)
    shop.tell(100_000)
    assert shop.chimes == []


def test_in_quiet_hours_it_is_silent_and_chimes_once_they_are_over() -> None:
    shop = Shop(msgspec.structs.replace(SPEAKER, quiet_hours=("night",)))
    shop.tell(0, ClockStruck(utc_ms=1, date="2026-11-23", day=0, minute=359))
    shop.caller("line1", 1_000)
    shop.tell(60_000, ClockStruck(utc_ms=2, date="2026-11-23", day=0, minute=360))
    shop.tell(100_000)
    assert shop.chimes == [81_000]


def test_without_a_loudspeaker_nothing_chimes_and_a_plan_may_bring_one_and_take_it() -> None:
    shop = Shop(None)
    shop.caller("line1", 1_000)
    shop.tell(60_000)
    assert shop.chimes == []
    shop.tell(60_000, PlanPublished(plan()))
    shop.tell(60_001)
    assert shop.chimes == [60_000]
    shop.tell(61_000, PlanPublished(plan(None)))
    shop.tell(200_000)
    assert shop.chimes == [60_000]


def test_a_lost_sound_device_lights_the_fault_lamp_and_is_in_the_snapshot_until_it_is_back() -> None:
    shop = Shop()
    shop.lamps.clear()
    shop.tell(1_000, SoundDeviceUp("loudspeaker", "Device at USB 1-1.2"))
    assert shop.lamps == []
    shop.tell(2_000, SoundDeviceDown("loudspeaker", "Device: it is gone; plug it in"))
    shop.tell(9_000, SoundDeviceDown("loudspeaker", "Device: still gone; plug it in"))
    [device] = shop.engine.snapshot().devices
    assert (device.works, device.since, device.what) == (False, 2_000, "Device at USB 1-1.2")
    assert device.fault == "Device: still gone; plug it in"
    shop.tell(10_000, SoundDeviceUp("loudspeaker", "Device at USB 1-1.3"))
    [device] = shop.engine.snapshot().devices
    assert (device.works, device.since, device.fault) == (True, 10_000, "")
    assert shop.lamps == [LampPattern.SLOW, LampPattern.OFF]
