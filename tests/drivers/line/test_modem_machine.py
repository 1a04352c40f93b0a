"""The table of a modem's states: from every state a line can fail and close, and nothing else sneaks in."""

import pytest

from appliance.drivers.line.modem.modem_machine import TRANSITIONS, ModemMachine, ModemState, Move


def test_every_state_has_its_row_and_can_be_closed() -> None:
    assert set(TRANSITIONS) == set(ModemState)
    assert all(row[Move.CLOSE] is ModemState.CLOSED for row in TRANSITIONS.values())


def test_every_open_state_can_fail_and_a_failed_line_closes_or_is_prepared_again() -> None:
    assert {state for state, row in TRANSITIONS.items() if Move.FAIL not in row} == {ModemState.CLOSED}
    assert set(TRANSITIONS[ModemState.FAILED]) == {Move.FAIL, Move.CLOSE, Move.OPEN}


@pytest.mark.parametrize("move", [Move.ANSWER, Move.HANG_UP, Move.CONNECTED, Move.RELEASED, Move.PREPARED, Move.FAIL])
def test_a_closed_line_does_nothing(move: Move) -> None:
    machine = ModemMachine()
    assert not machine.move(move)
    assert machine.state is ModemState.CLOSED
