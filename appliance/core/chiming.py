"""The chime on the loudspeaker: so many callers wait, one of them too long, and the hours are not the quiet ones."""

from typing import Final

from appliance.core import opening
from appliance.core.alarms import Key
from appliance.core.house import House
from appliance.model.actions import SoundChime
from appliance.model.plan import LoudspeakerPlan
from appliance.model.words import Ms

_KEY: Final[Key] = ("chime", "")


def look(house: House) -> None:
    """Somebody began or ceased to wait, or the plan changed: when the next chime is due, if any."""
    plan = house.plan.loudspeaker
    due = _due(house, plan) if plan is not None else None
    if plan is None or due is None:
        house.alarms.cancel(_KEY)
    else:
        earliest = house.now if house.sound.chimed is None else house.sound.chimed + plan.every_ms
        house.alarms.set(_KEY, max(due, earliest))


def strike(house: House, _: str) -> None:
    """It is due; in the quiet hours it is looked at again after as long as between two chimes."""
    plan = house.plan.loudspeaker
    if plan is None:
        return
    house.sound.chimed = house.now
    if not any(opening.is_open(house.hours(quiet), house.clock) for quiet in plan.quiet_hours):
        house.do(SoundChime())
    look(house)


def _due(house: House, plan: LoudspeakerPlan) -> Ms | None:
    """When the longest wait is too long; None while too few wait."""
    queues = plan.queues or tuple(house.queues)
    if sum(house.waits.count(queue) for queue in queues if queue in house.queues) < plan.callers:
        return None
    arrivals = [at for queue in queues if (at := house.waits.oldest(queue)) is not None]
    return min(arrivals) + plan.waited_ms if arrivals else None
