"""The transition tables: every state is reached, none is a trap, and a pulled plug is possible everywhere."""

from appliance.pretend import line_machine, modem_machine
from appliance.pretend.line_machine import LineInput, LineState
from appliance.pretend.modem_machine import Effect, Input, State


def test_a_modem_reaches_every_state_from_unplugged() -> None:
    reached = {State.UNPLUGGED}
    for _ in State:
        reached |= {after for (before, _), (after, _) in modem_machine.TABLE.items() if before in reached}
    assert reached == set(State)


def test_power_fails_in_every_state_of_a_modem() -> None:
    for state in set(State) - {State.UNPLUGGED}:
        assert modem_machine.move(state, Input.POWER_OFF)[0] is State.UNPLUGGED


def test_off_hook_is_entered_and_left_with_its_effect() -> None:
    on_hook = {State.ON_HOOK, State.RINGING, State.UNPLUGGED}
    for (before, _), (after, effects) in modem_machine.TABLE.items():
        assert (Effect.WENT_OFF_HOOK in effects) == (before in on_hook and after not in on_hook)
        assert (Effect.WENT_ON_HOOK in effects) == (before not in on_hook and after in on_hook)


def test_a_line_reaches_every_state_and_comes_back() -> None:
    for start in LineState:
        reached = {start}
        for _ in LineState:
            reached |= {after for (before, _), after in line_machine.TABLE.items() if before in reached}
        assert reached == set(LineState)
    assert line_machine.move(LineState.RINGING, LineInput.BOX_OFF_HOOK) is LineState.CONNECTED
