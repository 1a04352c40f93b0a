"""Alarms: one per key, the earliest first, ties by key, and no growth from moving them about."""

from appliance.core.alarms import Alarms


def test_the_earliest_comes_first_and_only_when_due() -> None:
    alarms = Alarms()
    alarms.set(("wrap_up", "anna"), 300)
    alarms.set(("offer", 1), 200)
    assert alarms.next_due() == 200
    assert alarms.pop_due(199) is None
    assert alarms.pop_due(1_000) == (200, ("offer", 1))
    assert alarms.pop_due(1_000) == (300, ("wrap_up", "anna"))
    assert alarms.next_due() is None


def test_setting_again_moves_it_both_ways() -> None:
    alarms = Alarms()
    for at in (200, 500, 100, 400):
        alarms.set(("offer", 1), at)
    assert alarms.next_due() == 400
    assert alarms.pop_due(399) is None
    assert alarms.pop_due(400) == (400, ("offer", 1))
    assert alarms.pop_due(10_000) is None


def test_cancelling_is_harmless_and_final() -> None:
    alarms = Alarms()
    alarms.cancel(("offer", 1))
    alarms.set(("offer", 1), 5)
    alarms.cancel(("offer", 1))
    assert alarms.next_due() is None


def test_ties_go_by_key() -> None:
    alarms = Alarms()
    for key in (("b", 2), ("a", "z"), ("b", 1)):
        alarms.set(key, 7)
    assert [alarms.pop_due(7) for _ in range(3)] == [(7, ("a", "z")), (7, ("b", 1)), (7, ("b", 2))]


def test_moving_one_alarm_for_ever_keeps_the_heap_small() -> None:
    alarms = Alarms()
    for at in range(10_000):
        alarms.set(("lamp", "waiting"), at)
    assert len(alarms._heap) <= 67
    assert alarms.pop_due(10_000) == (9_999, ("lamp", "waiting"))
