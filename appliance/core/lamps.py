"""Lamps follow the state of the house: after every step, those that must look different are set."""

from appliance.core.house import House
from appliance.model.actions import SetLamp
from appliance.model.plan import LampPlan
from appliance.model.snapshot import BoxView
from appliance.model.states import LampPattern, LineState
from appliance.model.words import QueueName

OF_A_LINE = {
    LineState.OUT_OF_ORDER: LampPattern.SLOW,
    LineState.IDLE: LampPattern.OFF,
    LineState.RINGING: LampPattern.FAST,
    LineState.ANSWERING: LampPattern.FAST,
    LineState.RELEASING: LampPattern.OFF,
}
"""IN_USE and DIALLING are missing: they show the lamp's own `lit` pattern."""


def refresh(house: House) -> None:
    for lamp in house.wiring.take():
        pattern = _pattern(house, lamp)
        if house.lamps.get(lamp.name) is not pattern:
            house.lamps[lamp.name] = pattern
            house.do(SetLamp(lamp.name, pattern))


def _pattern(house: House, lamp: LampPlan) -> LampPattern:
    if lamp.line is not None:
        line = house.lines.get(lamp.line)
        return OF_A_LINE.get(line.machine.state, lamp.lit) if line is not None else LampPattern.SLOW
    if lamp.queue is not None:
        return _of_a_queue(house, lamp, lamp.queue)
    if lamp.box is not None:
        return _of_a_box(lamp, house.boxes.get(lamp.box))
    wrong = house.out_of_order or house.prompt_faults or house.sound.lost
    return LampPattern.SLOW if wrong else LampPattern.OFF


def _of_a_queue(house: House, lamp: LampPlan, queue: QueueName) -> LampPattern:
    """Sets the alarm for the moment the longest wait becomes too long."""
    since = house.waits.oldest(queue)
    key = ("lamp", lamp.name)
    if since is not None and house.now - since < lamp.warn_ms:
        house.alarms.set(key, since + lamp.warn_ms)
        return lamp.lit
    house.alarms.cancel(key)
    return LampPattern.OFF if since is None else LampPattern.FAST


def _of_a_box(lamp: LampPlan, box: BoxView | None) -> LampPattern:
    """Until the last new message is heard, or done."""
    if box is None or not box.new:
        return LampPattern.OFF
    return LampPattern.FAST if box.urgent or box.new >= lamp.warn_messages else lamp.lit
