"""The table of a pretend agent's states as a graph."""

from appliance.drivers.station.script_machine import TRANSITIONS, AgentState, Move, ScriptMachine


def test_every_state_has_a_row_and_can_be_reached_and_left() -> None:
    assert set(TRANSITIONS) == set(AgentState)
    reached = {AgentState.FREE}
    while True:
        further = reached | {after for state in reached for after in TRANSITIONS[state].values()}
        if further == reached:
            break
        reached = further
    assert reached == set(AgentState)
    assert all(Move.LEAVE in row for state, row in TRANSITIONS.items() if state is not AgentState.GONE)


def test_a_move_without_a_row_changes_nothing() -> None:
    machine = ScriptMachine()
    assert not machine.move(Move.HANG_UP)
    assert machine.state is AgentState.FREE
