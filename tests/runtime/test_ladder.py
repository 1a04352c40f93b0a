"""The ladder: stronger rungs while it stays stuck, patience once all were tried, each step told with its reason."""

import pytest

from appliance.drivers.errors import (
    DeviceDeaf,
    DeviceGone,
    DeviceHeld,
    DeviceLacks,
    DeviceStuck,
    DeviceUnfit,
    DriverFault,
    MissingLibrary,
)
from appliance.drivers.line.health_machine import Health
from appliance.runtime.ladder import BARRED_S, LACKING_S, OUT_OF_ORDER_S, Ladder
from appliance.runtime.patience import CALM_S

STUCK = DriverFault("line1: it does not answer")


def climb(ladder: Ladder, times: int) -> list[Health]:
    return [ladder.failed(STUCK, None).rung for _ in range(times)]


def test_each_rung_is_stronger_than_the_one_before() -> None:
    ladder = Ladder()
    assert ladder.failed(STUCK, 5.0).rung is Health.ASKING
    assert ladder.answered() is Health.STARTING_OVER
    assert climb(ladder, 4) == [Health.REOPENING, Health.RESETTING, Health.REBINDING, Health.OUT_OF_ORDER]


def test_what_never_started_is_not_asked_again_it_was_just_asked() -> None:
    assert climb(Ladder(), 2) == [Health.REOPENING, Health.RESETTING]


def test_what_was_asked_in_vain_while_it_served_is_not_asked_again() -> None:
    assert Ladder().failed(DeviceDeaf("line1: nothing there answers"), 5.0).rung is Health.REOPENING


def test_out_of_order_is_tried_again_rung_by_rung_with_growing_patience() -> None:
    ladder, waits = Ladder(), []
    for _ in range(9):
        while (step := ladder.failed(STUCK, None)).rung is not Health.OUT_OF_ORDER:
            pass
        waits.append(step.wait_s)
    first, longest = OUT_OF_ORDER_S
    assert waits[:3] == [first, 2 * first, 4 * first]
    assert waits[-1] == longest


def test_each_step_says_what_happened_and_what_is_done() -> None:
    ladder = Ladder()
    told = [ladder.failed(STUCK, 5.0).told, *(ladder.failed(STUCK, None).told for _ in range(4))]
    assert told == [
        "line1: it does not answer; it is asked again",
        "line1: it does not answer; its port is opened afresh",
        "line1: it does not answer; it is reset",
        "line1: it does not answer; its USB device is switched off and on",
        "line1: it does not answer; out of order; tried again in 8 s, or as soon as it is plugged in again",
    ]


def test_a_rung_that_cannot_be_done_says_so_and_does_not_hide_the_trouble() -> None:
    ladder = Ladder()
    climb(ladder, 3)
    step = ladder.in_vain(DeviceStuck("the box may not switch USB device 1-1 off and on"))
    assert step.rung is Health.OUT_OF_ORDER
    why = "not USB switched off and on: the box may not switch USB device 1-1 off and on; out of order"
    assert step.told.startswith(f"line1: it does not answer; {why}")


def test_what_does_not_answer_when_asked_is_reopened() -> None:
    ladder = Ladder()
    ladder.failed(STUCK, 5.0)
    assert ladder.in_vain(DriverFault("line1: still silent")).told == "line1: still silent; its port is opened afresh"


@pytest.mark.parametrize("climbed", range(6))
def test_what_is_unplugged_is_waited_for_from_every_rung(climbed: int) -> None:
    ladder = Ladder()
    climb(ladder, climbed)
    step = ladder.failed(DeviceGone("line1: the port is gone"), None)
    assert step.rung is Health.ABSENT
    assert step.told == "line1: the port is gone; waiting for it to be plugged in"
    assert ladder.came() is Health.ABSENT
    assert ladder.failed(STUCK, 5.0).rung is Health.ASKING


@pytest.mark.parametrize(
    "fault", [DeviceHeld("line1: held"), DeviceUnfit("line1: no voice"), MissingLibrary("line1: no pyserial")]
)
def test_what_only_people_can_change_is_tried_again_and_never_reset(fault: DriverFault) -> None:
    ladder = Ladder()
    steps = [ladder.failed(fault, None) for _ in range(6)]
    assert {step.rung for step in steps} == {Health.BARRED}
    assert [step.wait_s for step in steps] == [1, 2, 4, 8, 8, 8]
    assert BARRED_S == (1, 8)
    assert steps[1].told == f"{fault}; tried again in 2 s"


@pytest.mark.parametrize("climbed", range(6))
def test_without_network_or_sim_nothing_is_reset_from_whatever_rung(climbed: int) -> None:
    ladder = Ladder()
    climb(ladder, climbed)
    fault = DeviceLacks("line1: no SIM: put one in")
    steps = [ladder.failed(fault, None) for _ in range(7)]
    assert {step.rung for step in steps} == {Health.LACKING}
    assert [step.wait_s for step in steps] == [30, 60, 120, 240, 480, 600, 600]
    assert LACKING_S == (30, 600)
    why = "no reset would help; it is looked at again now and then, and as soon as the modem tells"
    assert {step.told for step in steps} == {f"{fault}; {why}"}
    assert ladder.came() is Health.LACKING
    assert ladder.failed(fault, CALM_S).wait_s == 30
    assert ladder.failed(STUCK, None).rung is Health.REOPENING


def test_after_a_calm_time_a_trouble_is_a_new_one() -> None:
    ladder = Ladder()
    climb(ladder, 4)
    assert ladder.rung is Health.OUT_OF_ORDER
    step = ladder.failed(STUCK, CALM_S)
    assert (step.rung, step.wait_s) == (Health.ASKING, 0)


def test_what_breaks_again_soon_after_it_was_mended_gets_the_next_rung() -> None:
    ladder = Ladder()
    assert [ladder.failed(STUCK, 10.0).rung for _ in range(3)] == [Health.ASKING, Health.ASKING, Health.ASKING]
    ladder.answered()
    assert [ladder.failed(STUCK, 10.0).rung for _ in range(3)] == [Health.REOPENING, Health.RESETTING, Health.REBINDING]
