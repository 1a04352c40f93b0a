"""Keys for the far end: by the network on GSM lines, in the sound on analog ones, heard by the pretend far end."""

import asyncio

import numpy as np
import pytest

from appliance.drivers.errors import DriverFault
from appliance.drivers.line.gsm.keypad import Keypad
from appliance.drivers.line.gsm.turns import Turns, new_session
from appliance.drivers.line.modem.gsm_family import Keys
from appliance.drivers.line.modem.link import Link
from appliance.drivers.sound.tone_plans import load_tone_plan
from appliance.drivers.wire.memory import memory_pair
from appliance.model.actions import SendKeys
from appliance.model.events import Event, FarEndAnswered, KeysRefused, KeysTaken, LineAnswered, LineRang, LineReleased
from appliance.pretend.families import FAMILIES
from appliance.pretend.gsm.subscribers import FarEnd
from appliance.pretend.key_watch import KeyWatch
from appliance.pretend.script import PretendCall, WaitRelease
from appliance.sound.desk import Desk
from tests.drivers.line.exchange_line import TICK_S, ExchangeLine, exchange_line
from tests.drivers.line.jumping_time import in_jumping_time, pass_s
from tests.drivers.line.test_gsm_dialling import NUMBER, STAYS, every_dialect, mobile_with, told

ALL = "0123456789*#ABCD"
TALKS = FarEnd(answers_after_ms=1_000, steps=STAYS)


@every_dialect
@in_jumping_time
async def test_a_mobile_network_sends_them_in_order_and_the_call_goes_on(family: str) -> None:
    async with mobile_with(family, TALKS) as mobile:
        mobile.driver.dial(1, NUMBER)
        await told(mobile, FarEndAnswered)
        mobile.events.clear()
        assert mobile.driver.send_keys(SendKeys("line1", 7, "0123456789*#" * 2 + "55555555"))
        await pass_s(20)
        assert mobile.events == [KeysTaken("line1", 7)]
        mobile.driver.hang_up()
        await told(mobile, LineReleased)
        assert mobile.outcome.keys == "0123456789*#" * 2 + "55555555"


@in_jumping_time
async def test_letters_that_a_family_lacks_are_refused_in_words() -> None:
    async with mobile_with("huawei_e1550", TALKS) as mobile:
        mobile.driver.dial(1, NUMBER)
        await told(mobile, FarEndAnswered)
        mobile.events.clear()
        mobile.driver.send_keys(SendKeys("line1", 7, "1BA"))
        refused = KeysRefused("line1", 7, "this modem cannot send A B; it has 0123456789*#")
        assert mobile.events == [refused]


@in_jumping_time
async def test_a_hang_up_goes_before_the_keys_and_one_order_waits_for_the_other() -> None:
    async with mobile_with("sim7600", TALKS) as mobile:
        mobile.driver.send_keys(SendKeys("line1", 6, "1"))
        mobile.driver.dial(1, NUMBER)
        await told(mobile, FarEndAnswered)
        mobile.events.clear()
        mobile.driver.send_keys(SendKeys("line1", 7, "1" * 32))
        mobile.driver.send_keys(SendKeys("line1", 8, "2"))
        await pass_s(0.3)
        mobile.driver.hang_up()
        await told(mobile, LineReleased)
        await pass_s(5)
        busy = "the keys before them are still being sent; try again in a moment"
        assert mobile.events == [KeysTaken("line1", 7), KeysRefused("line1", 8, busy), LineReleased("line1")]
        assert 0 < len(mobile.outcome.keys) < 32
        assert not mobile.serving.done()


class OneModem:
    """A link to a modem that answers each command with the next of `answers`."""

    def __init__(self, *answers: str) -> None:
        near, far = memory_pair("memory", "modem")
        self.commands: list[str] = []
        self._answers = list(answers)
        self._far = far
        far.open(self._asked, lambda _: None)
        self.events: list[Event] = []
        self.link = Link(near, lambda *_: None, self._lost, new_session)
        self.call: int | None = 3

    def keypad(self, send: str) -> Keypad:
        return Keypad("line1", Turns(self.link), Keys(send=send), self.events.append, lambda: self.call)

    def _asked(self, data: bytes) -> None:
        self.commands.append(data.decode().strip())
        self._far.write(f"\r\n{self._answers.pop(0) if self._answers else 'OK'}\r\n".encode())

    def _lost(self, fault: DriverFault) -> None:
        raise fault


@in_jumping_time
async def test_a_refused_key_is_tried_once_more_and_the_rest_is_told_unsent() -> None:
    modem = OneModem("OK", "ERROR", "OK", "ERROR", "ERROR")
    await modem.link.open()
    keypad = modem.keypad("AT^DTMF={call},{digit}")
    running = asyncio.create_task(keypad.run())
    assert keypad.send(SendKeys("line1", 7, "123"))
    await pass_s(5)
    assert modem.commands == ["AT^DTMF=3,1", "AT^DTMF=3,2", "AT^DTMF=3,2", "AT^DTMF=3,3", "AT^DTMF=3,3"]
    assert modem.events == [
        KeysTaken("line1", 7),
        KeysRefused("line1", 7, "the modem took 2 of 3 and refused the next"),
    ]
    modem.call = None
    keypad.send(SendKeys("line1", 8, "1"))
    assert modem.events[-1] == KeysRefused("line1", 8, "nobody is there to hear them")
    running.cancel()
    await asyncio.wait({running})
    modem.link.close()


async def test_a_family_without_a_command_leaves_them_to_the_box() -> None:
    modem = OneModem()
    assert not modem.keypad("").send(SendKeys("line1", 7, "1"))
    assert modem.events == []


@pytest.mark.parametrize("family", FAMILIES)
@in_jumping_time
async def test_the_far_end_of_an_analog_line_hears_every_key_though_the_agent_speaks(family: str) -> None:
    async with exchange_line(family) as line:
        line.ring(PretendCall(number="5550101", steps=(WaitRelease(within_ms=600_000),)))
        await line.told(LineRang)
        line.driver.answer(1)
        await line.told(LineAnswered)
        desk = Desk(load_tone_plan("us"))
        desk.add_leg("line")
        desk.add_leg("agent", detect=False)
        desk.join("line", "agent")
        desk.press("line", ALL)
        voice = np.random.default_rng(3).integers(-6_000, 6_000, 160).astype(np.int16)
        for _ in range(300):
            line.ears.say(desk.tick({"agent": voice}).frames["line"])
            await pass_s(TICK_S)
        assert heard_keys(line) == ALL


def heard_keys(line: ExchangeLine) -> str:
    watch = KeyWatch()
    return "".join(key for piece in line.tracks.heard for key in watch.hear(piece))
