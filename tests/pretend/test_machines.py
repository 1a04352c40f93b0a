"""The transition tables: every state is reached, none is a trap, and a pulled plug is possible everywhere."""

from appliance.pretend import line_machine, modem_machine
from appliance.pretend.line_machine import ExchangeLineState, LineInput
from appliance.pretend.modem_machine import Effect, Input, PretendModemState


def test_a_modem_reaches_every_state_from_unplugged() -> None:
    reached = {PretendModemState.UNPLUGGED}
    for _ in PretendModemState:
        reached |= {after for before in reached for after in modem_machine.TABLE[before].values()}
    assert reached == set(PretendModemState)


def test_power_fails_in_every_state_of_a_modem() -> None:
    for state in set(PretendModemState) - {PretendModemState.UNPLUGGED}:
        assert modem_machine.move(state, Input.POWER_OFF)[0] is PretendModemState.UNPLUGGED


def test_effects_come_in_the_order_a_line_feels_them() -> None:
    unplugged = modem_machine.move(PretendModemState.DUPLEX, Input.POWER_OFF)[1]
    assert unplugged == (Effect.STREAM_CLOSED, Effect.WENT_ON_HOOK)
    assert modem_machine.move(PretendModemState.RINGING, Input.SEIZE)[1] == (Effect.WENT_OFF_HOOK,)
    assert modem_machine.move(PretendModemState.OFF_HOOK, Input.BEGIN_PLAY)[1] == (Effect.STREAM_OPENED,)
    assert modem_machine.move(PretendModemState.RECORDING, Input.END_STREAM)[1] == (Effect.STREAM_CLOSED,)
    assert modem_machine.move(PretendModemState.ON_HOOK, Input.RELEASE)[1] == ()


def test_no_stream_begins_on_hook() -> None:
    for begins in (Input.BEGIN_DUPLEX, Input.BEGIN_PLAY, Input.BEGIN_RECORD):
        allowed = {state for state in PretendModemState if modem_machine.allowed(state, begins)}
        assert allowed == {PretendModemState.OFF_HOOK}


def test_a_line_reaches_every_state_and_comes_back() -> None:
    for start in ExchangeLineState:
        reached = {start}
        for _ in ExchangeLineState:
            reached |= {after for before in reached for after in line_machine.TABLE[before].values()}
        assert reached == set(ExchangeLineState)
    assert line_machine.move(ExchangeLineState.RINGING, LineInput.BOX_OFF_HOOK) is ExchangeLineState.CONNECTED
