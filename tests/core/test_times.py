"""Times: one per key, the earliest first, ties by key, and no growth from moving them about."""

from hypothesis import given
from hypothesis import strategies as st

from appliance.core.alarms import Alarms
from appliance.core.times import SLACK, Times


def test_the_earliest_comes_first() -> None:
    alarms = Alarms()
    alarms.set(("wrap_up", "anna"), 300)
    alarms.set(("offer", 1), 200)
    assert (alarms.earliest(), len(alarms)) == (200, 2)
    assert alarms.pop() == (200, ("offer", 1))
    assert alarms.pop() == (300, ("wrap_up", "anna"))
    assert (alarms.earliest(), len(alarms)) == (None, 0)


def test_setting_again_moves_it_both_ways() -> None:
    alarms = Alarms()
    for at in (200, 500, 100, 400):
        alarms.set(("offer", 1), at)
    assert alarms.at(("offer", 1)) == alarms.earliest() == 400
    assert alarms.pop() == (400, ("offer", 1))
    assert alarms.earliest() is None


def test_cancelling_is_harmless_and_final() -> None:
    alarms = Alarms()
    alarms.cancel(("offer", 1))
    alarms.set(("offer", 1), 5)
    alarms.cancel(("offer", 1))
    assert alarms.earliest() is None
    assert alarms.at(("offer", 1)) is None


def test_ties_go_by_key() -> None:
    alarms = Alarms()
    for key in (("b", 2), ("a", "z"), ("b", 1)):
        alarms.set(key, 7)
    assert [alarms.pop() for _ in range(3)] == [(7, ("a", "z")), (7, ("b", 1)), (7, ("b", 2))]


def test_setting_one_alarm_for_ever_keeps_the_heap_small() -> None:
    alarms = Alarms()
    for at in range(10_000, 0, -1):
        alarms.set(("lamp", "waiting"), at)
    assert len(alarms._heap) <= SLACK + 3
    for at in range(10_000):
        alarms.cancel(("lamp", "waiting"))
        alarms.set(("lamp", "waiting"), at)
    assert len(alarms._heap) <= SLACK + 3
    assert alarms.pop() == (9_999, ("lamp", "waiting"))


def test_moving_one_to_a_later_time_adds_nothing() -> None:
    alarms = Alarms()
    alarms.set(("limit", 1), 100)
    alarms.set(("limit", 1), 700)
    alarms.set(("limit", 2), 300)
    assert len(alarms._heap) == 2
    assert [alarms.pop(), alarms.pop()] == [(300, ("limit", 2)), (700, ("limit", 1))]
    assert alarms.earliest() is None


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 9) | st.none())))
def test_it_always_agrees_with_a_plain_dict(moves: list[tuple[int, int | None]]) -> None:
    times: Times[int] = Times()
    plain: dict[int, int] = {}
    for key, at in moves:
        if at is None:
            times.cancel(key)
            plain.pop(key, None)
        else:
            times.set(key, at)
            plain[key] = at
        assert times.earliest() == min(plain.values(), default=None)
    assert [times.pop() for _ in range(len(times))] == sorted((at, key) for key, at in plain.items())
