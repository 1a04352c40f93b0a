"""GSM lines: fax and data that ring are refused and never announced; a data call that was taken is left."""

import pytest

from appliance.drivers.line.gsm.turns import Turns, new_session
from appliance.drivers.line.modem.link import Link
from appliance.drivers.wire.memory import MemoryWire, memory_pair
from appliance.model.events import LineAnswered, LineHungUp, LineRang
from appliance.model.states import HangUpCause
from tests.drivers.line.jumping_time import in_jumping_time, pass_s
from tests.drivers.line.mobile import Mobile


@pytest.mark.parametrize("ring", ["+CRING: REL ASYNC", "+CRING: FAX", '+CRING: GPRS 1,"IP",""'])
def test_fax_and_data_are_refused_and_not_announced(ring: str) -> None:
    @in_jumping_time
    async def test() -> None:
        mobile = Mobile("sim7600")
        try:
            await mobile.start()
            mobile.commands.clear()
            mobile.modem_says(ring)
            await mobile.until(lambda: b"AT+CHUP\r" in mobile.commands, 2)
            mobile.driver.answer(1)
            await pass_s(3)
            assert b"ATA\r" not in mobile.commands
            assert not any(isinstance(event, LineRang | LineAnswered) for event in mobile.events)
        finally:
            await mobile.close()

    test()


def test_a_ring_that_turns_out_to_be_data_ends() -> None:
    @in_jumping_time
    async def test() -> None:
        mobile = Mobile("sim7600")
        try:
            await mobile.start()
            mobile.modem_says("RING", "+CRING: REL ASYNC")
            await mobile.until(lambda: mobile.events[1:], 2)
            assert mobile.events == [LineRang("line1"), LineHungUp("line1", HangUpCause.RINGING_STOPPED)]
        finally:
            await mobile.close()

    test()


class DataCall:
    """A modem that takes ATA for a data call: bytes are the far end's until DTR falls or +++ comes."""

    def __init__(self, far: MemoryWire) -> None:
        self.in_data = False
        self.heard = bytearray()
        far.open(lambda data: self._said(far, data), lambda _: None)

    def _said(self, far: MemoryWire, data: bytes) -> None:
        if self.in_data:
            self.heard += data
            if bytes(self.heard) == b"+++":
                self.in_data = False
                far.write(b"\r\nOK\r\n")
            return
        for command in data.split(b"\r"):
            if command == b"ATA":
                self.in_data = True
                far.write(b"\r\nCONNECT 9600\r\n")
            elif command.startswith(b"AT"):
                far.write(b"\r\nOK\r\n")


@in_jumping_time
async def test_a_data_call_that_was_taken_is_left_before_anything_else_is_asked() -> None:
    near, far = memory_pair()
    modem = DataCall(far)
    link = Link(near, lambda *_: None, lambda _: None, new_session)
    await link.open()
    turns = Turns(link)
    assert not (await turns.ask("ATA")).ok
    assert modem.heard == b"+++"
    assert (await turns.ask("AT+CHUP")).ok
    link.close()
