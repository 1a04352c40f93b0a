"""Lamps follow the state of the house: after every step, those that must look different are set."""

from appliance.core.call_machine import WITH_TICKET
from appliance.core.house import House
from appliance.core.line_machine import LineTrigger
from appliance.model.actions import SetLamp
from appliance.model.plan import LampPlan
from appliance.model.states import LampPattern, LineState
from appliance.model.words import Ms, QueueName

OF_A_LINE = {
    LineState.OUT_OF_ORDER: LampPattern.SLOW,
    LineState.IDLE: LampPattern.OFF,
    LineState.RINGING: LampPattern.FAST,
    LineState.ANSWERING: LampPattern.FAST,
    LineState.RELEASING: LampPattern.OFF,
}
"""IN_USE is missing: it shows the lamp's own `lit` pattern."""


def refresh(house: House) -> None:
    for lamp in house.plan.lamps:
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
    broken = any(line.machine.allows(LineTrigger.READY) for line in house.lines.values())
    return LampPattern.SLOW if broken else LampPattern.OFF


def _of_a_queue(house: House, lamp: LampPlan, queue: QueueName) -> LampPattern:
    """Sets the alarm for the moment the longest wait becomes too long."""
    since = _longest_waiting_since(house, queue)
    key = ("lamp", lamp.name)
    house.alarms.cancel(key)
    if since is None:
        return LampPattern.OFF
    if house.now - since >= lamp.warn_ms:
        return LampPattern.FAST
    house.alarms.set(key, since + lamp.warn_ms)
    return lamp.lit


def _longest_waiting_since(house: House, queue: QueueName) -> Ms | None:
    waits = (
        call.waiting_since
        for call in house.calls.values()
        if call.machine.state in WITH_TICKET and call.queue is not None and call.queue.name == queue
    )
    return min(waits, default=None)
