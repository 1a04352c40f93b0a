"""From where on the wallboard warns of a queue, and from where on it sounds an alarm."""

from appliance.model.plan import QueuePlan
from appliance.model.words import Ms, Value


class BoardLimits(Value, frozen=True, kw_only=True):
    """Reached is past it; 0 of a count or a percentage: never."""

    waiting: int = 0
    waiting_alarm: int = 0
    wait_ms: Ms = 0
    wait_alarm_ms: Ms = 0
    level: int = 0
    """Percent: a service level below it."""
    level_alarm: int = 0


def limits_of(queue: QueuePlan) -> BoardLimits:
    return BoardLimits(
        waiting=queue.board_waiting,
        waiting_alarm=queue.board_waiting_alarm,
        wait_ms=queue.board_wait_ms or queue.target_ms * 3 // 4,
        wait_alarm_ms=queue.board_wait_alarm_ms or queue.target_ms,
        level=queue.board_level,
        level_alarm=queue.board_level_alarm,
    )
