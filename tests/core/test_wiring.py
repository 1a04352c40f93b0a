"""Only the lamps of what something happened to are looked at, in the order of the plan."""

from appliance.core.wiring import Wiring
from appliance.model.plan import LampPlan

LAMPS = (
    LampPlan(name="waiting", queue="sales"),
    LampPlan(name="fault", fault=True),
    LampPlan(name="l1", line="line1"),
    LampPlan(name="also l1", line="line1"),
)


def taken(wiring: Wiring) -> list[str]:
    return [lamp.name for lamp in wiring.take()]


def test_all_are_looked_at_once_and_then_only_what_was_touched() -> None:
    wiring = Wiring(LAMPS)
    assert taken(wiring) == ["waiting", "fault", "l1", "also l1"]
    assert taken(wiring) == []
    wiring.touch_line("line1")
    wiring.touch_line("line1")
    wiring.touch_queue("sales")
    assert taken(wiring) == ["waiting", "l1", "also l1"]
    wiring.touch_faults()
    wiring.touch("l1")
    assert taken(wiring) == ["fault", "l1"]


def test_what_no_lamp_shows_touches_nothing() -> None:
    wiring = Wiring(LAMPS)
    wiring.take()
    wiring.touch_line("line9")
    wiring.touch_queue("service")
    wiring.touch("gone with the old plan")
    assert wiring.touched == set()
