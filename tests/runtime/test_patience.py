"""Patience grows with every failure up to its limit, and is small again for what has run well."""

from appliance.runtime.patience import CALM_S, FIRST_S, LONGEST_S, Patience


def test_doubles_up_to_the_longest() -> None:
    patience = Patience()
    waits = [patience.after(1.0) for _ in range(6)]
    assert waits == [FIRST_S, 2 * FIRST_S, 4 * FIRST_S, 8 * FIRST_S, LONGEST_S, LONGEST_S]


def test_who_ran_just_not_long_enough_has_to_go_on_waiting() -> None:
    patience = Patience()
    patience.after(0)
    assert patience.after(CALM_S - 0.001) == 2 * FIRST_S
    assert patience.after(CALM_S) == FIRST_S
