"""The callers of the demonstration: every kind, the same for the same seed, with what each has to do."""

from collections import Counter

import pytest

from appliance.demo.calls import KINDS, drawn, script
from appliance.model.caller import Presentation
from appliance.pretend.script import HangUp, HangUpHow, Press, Unplug


def test_shares_are_of_a_hundred() -> None:
    assert sum(kind.share for kind in KINDS.values()) == 100


@pytest.mark.parametrize("count", [9, 40, 400])
def test_every_kind_is_there(count: int) -> None:
    kinds = Counter(drawn(count, seed=7))
    assert set(kinds) == set(KINDS)
    assert kinds.total() == count


def test_many_callers_come_by_their_shares() -> None:
    kinds = Counter(drawn(10_000, seed=3))
    assert all(kinds[name] == pytest.approx(100 * kind.share, rel=0.25) for name, kind in KINDS.items())


def test_the_same_seed_gives_the_same_callers_and_another_others() -> None:
    assert drawn(40, 7) == drawn(40, 7)
    assert drawn(40, 7) != drawn(40, 8)
    assert script(drawn(40, 7), seed=7, gap_ms=500) == script(drawn(40, 7), seed=7, gap_ms=500)


def test_without_a_gap_all_ring_as_soon_as_a_line_is_free() -> None:
    assert {call.at_ms for call in script(drawn(40, 7)).call} == {0}


def test_with_a_gap_they_come_one_after_the_other_so_far_apart_on_average() -> None:
    times = [call.at_ms for call in script(drawn(2_000, 7), seed=7, gap_ms=6_000).call]
    assert times == sorted(times)
    assert times[-1] / len(times) == pytest.approx(6_000, rel=0.1)


def test_each_kind_does_what_its_name_says() -> None:
    calls = {call.kind: call for call in script(tuple(KINDS)).call}
    assert all(call.steps for call in calls.values())
    assert isinstance(calls["unplugged"].steps[-1], Unplug)
    assert calls["silent_hang_up"].steps[-1] == HangUp(how=HangUpHow.NOTHING)
    assert calls["gives_up_ringing"].presentation is Presentation.UNKNOWN
    pressed = {name: [s.keys for s in call.steps if isinstance(s, Press)] for name, call in calls.items()}
    assert pressed["left_by_key"] == ["3", "9"]
    assert pressed["message"] == ["2"]
    assert pressed["vanishes"] == []
    assert len({call.number for call in calls.values()}) == len(calls)
