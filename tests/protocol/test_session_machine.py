"""The session's table: every state has a row, a resync helps from each, and a wrong move is our fault."""

import pytest

from appliance.protocol import OurFault
from appliance.protocol.session_machine import TRANSITIONS, Happening, SessionMachine, SessionState


def test_every_state_has_its_row_and_a_resync_from_it() -> None:
    assert set(TRANSITIONS) == set(SessionState)
    assert all(row[Happening.RESYNC] is SessionState.DRAINING for row in TRANSITIONS.values())


def test_every_state_is_reached_and_leads_back_to_command_mode() -> None:
    assert {state for row in TRANSITIONS.values() for state in row.values()} == set(SessionState)
    for state in SessionState:
        seen, edge = {state}, {state}
        while edge:
            edge = {after for each in edge for after in TRANSITIONS[each].values()} - seen
            seen |= edge
        assert SessionState.COMMAND in seen


def test_a_move_that_no_row_has_is_our_fault() -> None:
    with pytest.raises(OurFault, match="modem session is command: it cannot take 'connected'"):
        SessionMachine().move(Happening.CONNECTED)
