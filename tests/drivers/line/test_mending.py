"""The rungs of the ladder, as the voice modem driver does them: asked, reset, switched off and on, looked after."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.drivers.errors import DeviceGone, DeviceHeld, DeviceStuck, DriverFault
from appliance.drivers.line.health_machine import Health
from appliance.drivers.line.voice_modem import LOOK_AFTER_S, Driver, Options
from appliance.drivers.wire.serial_port import SerialPort
from appliance.model.events import LineAnswered, LineReleased
from appliance.runtime.line_keeper import LineKeeper
from tests.drivers.line.jumping_time import in_jumping_time, pass_s
from tests.drivers.line.scripted_modem import Ears, count, cx93001, make_rig, usr5637
from tests.drivers.wire.invented_usb import InventedUsb


@pytest.fixture
def usb(tmp_path: Path) -> Iterator[InventedUsb]:
    invented = InventedUsb(tmp_path)
    yield invented
    invented.close()


@in_jumping_time
async def test_a_modem_that_broke_in_a_call_is_started_over_with_its_port_open() -> None:
    rig = make_rig()
    await rig.answered()
    await rig.fault()  # no sound for 1 s
    await rig.driver.mend(Health.ASKING)
    await rig.driver.mend(Health.STARTING_OVER)
    rig.modem.commands.clear()
    assert await rig.ready() == "USR5637, mu-law"
    assert rig.modem.commands[:4] == ["AT", "ATZ", "ATE0V1", "ATH"]
    rig.driver.answer(2)
    await rig.until(lambda: LineAnswered("line1") in rig.events)
    await rig.done()


@in_jumping_time
async def test_a_modem_that_is_still_silent_when_asked_is_a_fault() -> None:
    rig = make_rig()
    await rig.answered()
    rig.modem.deaf, rig.modem.heeds = True, b""
    await rig.fault()
    with pytest.raises(DriverFault, match="nothing there answers AT with OK"):
        await rig.driver.mend(Health.ASKING)
    await rig.done()


@in_jumping_time
async def test_a_modem_that_is_gone_is_not_asked() -> None:
    rig = make_rig()
    await rig.ready()
    rig.wire.unplug()
    await rig.fault()
    assert rig.driver.sign() is None
    with pytest.raises(DeviceGone):
        await rig.driver.mend(Health.ASKING)
    await rig.done()


@in_jumping_time
async def test_a_reset_is_the_familys_and_leaves_the_port_closed() -> None:
    rig = make_rig(cx93001)
    await rig.ready()
    await rig.done()
    rig.modem.commands.clear()
    await rig.driver.mend(Health.RESETTING)
    assert rig.modem.commands == ["AT", "AT&F", "ATZ"]
    assert await rig.ready() == "CX930xx, mu-law"
    await rig.done()


@in_jumping_time
async def test_a_deaf_modem_is_told_to_reset_all_the_same() -> None:
    rig = make_rig(usb="0803:3095")
    rig.modem.deaf = True
    heard: list[bytes] = []
    receive = rig.modem.receive
    rig.wire.close()
    rig.wire.open(lambda data: (heard.append(data), receive(data))[1], lambda _: None)
    await rig.driver.mend(Health.RESETTING)
    await pass_s(0.1)
    assert b"".join(heard).endswith(b"\rAT&F\r\rATZ\r")
    await rig.done()


@in_jumping_time
async def test_a_whole_line_whose_modem_hangs_in_a_call_comes_back_by_its_reset_alone() -> None:
    """Keeper, driver and ladder together: the modem hears again only once it is told AT&F."""
    rig = make_rig()
    told: list[str] = []
    keeper = LineKeeper("line1", lambda: rig.driver, up=lambda what: told.append(f"up {what}"), down=told.append)
    keeping = asyncio.create_task(keeper.keep())
    while told != ["up USR5637, mu-law"]:
        await pass_s(0.01)
    rig.driver.answer(1)
    while LineAnswered("line1") not in rig.events:
        await pass_s(0.01)
    rig.modem.deaf, rig.modem.heeds = True, b""
    receive = rig.modem.receive

    def hear(data: bytes) -> None:
        if b"AT&F" in data:
            rig.modem.deaf = rig.modem.streaming = False
        receive(data)

    rig.wire.close()
    rig.wire.open(hear, lambda _: None)
    began = asyncio.get_running_loop().time()
    while len(told) < 5:
        await pass_s(0.1)
    assert [sentence.rpartition("; ")[2] for sentence in told[1:4]] == [
        "it is asked again",
        "its port is opened afresh",
        "it is reset",
    ]
    assert all("/dev/ttyTEST: " in sentence for sentence in told[1:4])
    assert told[4] == "up USR5637, mu-law"
    assert asyncio.get_running_loop().time() - began < 45
    keeping.cancel()
    await asyncio.wait((keeping,))


@in_jumping_time
async def test_what_is_on_no_bus_cannot_be_switched_off_and_on() -> None:
    rig = make_rig()
    with pytest.raises(DeviceStuck, match="on no bus"):
        await rig.driver.mend(Health.REBINDING)
    await rig.done()


@in_jumping_time
async def test_a_usb_device_is_switched_off_and_on_again(usb: InventedUsb) -> None:
    device = usb.plug("1-1.2", "0572:1329", ttyACM0=0)
    usb.with_pty("ttyACM0")
    port = SerialPort("usb:0572:1329", around=usb.around)
    port.open(lambda _: None, lambda _: None)
    port.close()
    switching = asyncio.create_task(port.rebind())
    await asyncio.sleep(0)
    assert (device / "authorized").read_text() == "0"
    await switching
    assert (device / "authorized").read_text() == "1"


async def test_a_usb_device_that_may_not_be_switched_says_so(usb: InventedUsb) -> None:
    device = usb.plug("1-1.2", "0572:1329", ttyACM0=0)
    usb.with_pty("ttyACM0")
    port = SerialPort("usb:0572:1329", around=usb.around)
    port.open(lambda _: None, lambda _: None)
    port.close()
    (device / "authorized").unlink()
    (device / "authorized").mkdir()
    with pytest.raises(DeviceStuck, match=r"USB device 1-1\.2 cannot be switched off and on: Is a directory"):
        await port.rebind()
    Path(device / "authorized").rmdir()
    device.rename(device.with_name("1-9"))
    with pytest.raises(DeviceGone, match=r"the USB device 1-1\.2 is gone; plug it in again"):
        await port.rebind()


async def test_a_port_that_is_held_says_who_has_it_and_what_to_do(usb: InventedUsb) -> None:
    usb.plug("1-1.2", "0572:1329", ttyACM0=0)
    usb.with_pty("ttyACM0")
    wire = SerialPort("usb:0572:1329", around=usb.around)
    holder = SerialPort("usb:0572:1329", around=usb.around)
    holder.open(lambda _: None, lambda _: None)
    usb.program(812, "ModemManager", holds=str(usb.dev / "ttyACM0"))
    driver = Driver("line1", Options(port="usb:0572:1329"), lambda _: None, Ears(), wire=wire)
    with pytest.raises(DeviceHeld, match=r"line of this box, holds the port: ModemManager \(pid 812\); it opens every"):
        await driver.prepare()
    await driver.close()
    holder.close()


@in_jumping_time
async def test_a_modem_that_says_nothing_is_looked_after_and_found_dead() -> None:
    rig = make_rig()
    await rig.ready()
    rig.modem.commands.clear()
    await pass_s(LOOK_AFTER_S * 3 + 1)
    assert rig.modem.commands == ["AT+VLS?"] * 3
    rig.modem.deaf = True
    assert "nothing there answers AT with OK" in await rig.fault()
    await rig.done()


@in_jumping_time
async def test_a_modem_that_rings_is_left_alone() -> None:
    rig = make_rig()
    await rig.ready()
    await pass_s(LOOK_AFTER_S - 1)
    rig.modem.say("RING")
    rig.modem.commands.clear()
    await pass_s(LOOK_AFTER_S)
    assert rig.modem.commands == []
    await rig.done()


@in_jumping_time
async def test_a_line_off_hook_without_a_call_is_put_down(caplog: pytest.LogCaptureFixture) -> None:
    rig = make_rig()
    await rig.ready()
    rig.modem.once["AT+VLS?"] = "1|OK"
    await pass_s(LOOK_AFTER_S + 1)
    assert rig.modem.commands[-6:] == ["AT+VLS?", "AT+VLS=0", "ATH", "AT+VLS?", "AT+FCLASS=0", "AT+VCID=1"]
    assert "line1: the line was off-hook without a call; it is put down" in caplog.text
    assert rig.events == []
    await rig.done()


@in_jumping_time
async def test_a_call_that_comes_while_the_modem_is_looked_at_waits_for_the_answer() -> None:
    rig = make_rig(usr5637)
    await rig.ready()
    rig.modem.once["AT+VLS?"] = ""  # this look goes unanswered, and is asked again
    await pass_s(LOOK_AFTER_S + 0.1)
    rig.modem.say("RING")
    await rig.settle()
    rig.driver.answer(1)
    await rig.until(lambda: LineAnswered("line1") in rig.events)
    rig.driver.hang_up()
    await rig.until(lambda: LineReleased("line1") in rig.events)
    assert count(rig.modem.commands, r"AT\+VLS\?") == 3
    await rig.done()
