"""Ports found by path and by USB id, among modems that come and go; advice where a name will not hold."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.drivers.errors import DeviceGone, DeviceUnfit, DriverFault
from appliance.drivers.wire.port_advice import port_advice
from appliance.drivers.wire.port_finder import USB_NAME, PortFinder
from tests.drivers.wire.invented_usb import InventedUsb

FINDER = PortFinder(Path("/nowhere"), Path("/nowhere"))


@pytest.fixture
def usb(tmp_path: Path) -> Iterator[InventedUsb]:
    invented = InventedUsb(tmp_path)
    yield invented
    invented.close()


def test_a_port_knows_its_device(usb: InventedUsb) -> None:
    usb.plug("1-1.2", "12d1:1001", serial="A1", ttyUSB0=0, ttyUSB1=1)
    device = usb.finder.device(usb.dev / "ttyUSB1")
    assert (device.usb, device.serial, device.interface, device.bus_place) == ("12d1:1001", "A1", 1, "1-1.2")
    assert device.product == "USB Modem"


def test_a_port_that_is_on_no_bus_is_a_path_alone(usb: InventedUsb) -> None:
    assert usb.finder.find("/dev/ttyS0").usb == ""


@pytest.mark.parametrize(
    ("name", "port"),
    [
        ("usb:0572:1329", "ttyACM0"),
        ("usb:0572:1329:S1", "ttyACM0"),
        ("usb:0572:1329:S1/0", "ttyACM0"),
        ("usb:12D1:1001/2", "ttyUSB10"),
        ("usb:12d1:1001/1", "ttyUSB9"),
    ],
)
def test_a_port_is_found_by_usb_id_serial_and_interface(usb: InventedUsb, name: str, port: str) -> None:
    usb.plug("1-1", "0572:1329", serial="S1", ttyACM0=0)
    usb.plug("1-2", "12d1:1001", ttyUSB8=0, ttyUSB9=1, ttyUSB10=2)
    assert usb.finder.find(name).path == str(usb.dev / port)


def test_the_interface_for_commands_comes_from_whoever_knows_the_modem(usb: InventedUsb) -> None:
    usb.plug("1-2", "12d1:1001", ttyUSB0=0, ttyUSB1=1, ttyUSB2=2)
    assert usb.finder.find("usb:12d1:1001", {"12d1:1001": 2}.get).path == str(usb.dev / "ttyUSB2")
    with pytest.raises(DeviceUnfit, match="ports on interfaces 0, 1, 2; expected one; add it: usb:12d1:1001/0"):
        usb.finder.find("usb:12d1:1001")


def test_the_same_modem_is_found_under_another_number(usb: InventedUsb) -> None:
    usb.plug("1-1", "0572:1329", ttyACM0=0)
    usb.unplug("ttyACM0")
    with pytest.raises(DeviceGone, match=r"usb:0572:1329: no such modem; plug it in; .* none on USB"):
        usb.finder.find("usb:0572:1329")
    usb.plug("1-3", "0572:1329", ttyACM5=0)
    assert usb.finder.find("usb:0572:1329").path == str(usb.dev / "ttyACM5")


def test_what_is_there_instead_is_told(usb: InventedUsb) -> None:
    usb.plug("1-1", "0baf:0303", serial="0002", ttyACM0=0)
    with pytest.raises(DeviceGone, match=r"the serial ports that are there: usb:0baf:0303:0002 \(USB Modem\)"):
        usb.finder.find("usb:0572:1329")


def test_two_modems_that_fit_are_not_guessed_between(usb: InventedUsb) -> None:
    usb.plug("1-1", "0572:1329", serial="24680246", ttyACM0=0)
    usb.plug("1-2", "0572:1329", serial="24680246", ttyACM1=0)
    with pytest.raises(DeviceUnfit, match=r"2 such modems are there, 1-1 with serial 24680246 and 1-2 .*by-path"):
        usb.finder.find("usb:0572:1329:24680246")


def test_an_interface_that_is_not_there_yet_is_waited_for(usb: InventedUsb) -> None:
    usb.plug("1-2", "12d1:1001", ttyUSB0=0)
    with pytest.raises(DeviceGone, match="no port on interface 2, only on 0; it may still be starting"):
        usb.finder.find("usb:12d1:1001/2")


@pytest.mark.parametrize("name", ["usb:", "usb:572:1329", "usb:0572:1329/", "usb:0572:1329:", "usb:0572-1329"])
def test_a_name_that_is_none_says_what_one_looks_like(usb: InventedUsb, name: str) -> None:
    with pytest.raises(DeviceUnfit, match=r"no name of a port; expected usb:VENDOR:PRODUCT"):
        usb.finder.find(name)


def test_a_link_that_leads_in_a_circle_or_nowhere_is_a_path_alone(usb: InventedUsb) -> None:
    loop = usb.dev / "loop"
    loop.symlink_to(loop)
    assert usb.finder.find(str(loop)).path == str(loop)
    with pytest.raises(DeviceUnfit, match="no path; expected a tty"):
        usb.finder.find("/dev/tty\0")


@given(st.one_of(st.text(), st.from_regex(USB_NAME), st.text().map("usb:".__add__)))
def test_any_name_is_a_port_or_a_sentence(name: str) -> None:
    with suppress(DriverFault):
        found = FINDER.find(name)
        assert found.path
    assert all("\n" not in sentence or "\n" in name for sentence in port_advice(name, FINDER))


def test_a_number_that_may_change_is_advised_against(usb: InventedUsb) -> None:
    usb.plug("1-1", "0baf:0303", serial="0002", ttyACM0=0)
    link = usb.link("by-id", "usb-USR-if00", "ttyACM0")
    (sentence,) = port_advice(str(usb.dev / "ttyACM0"), usb.finder)
    assert sentence.endswith(f"ttyACM0: the number may change when modems are plugged in again; name it {link}")
    assert list(port_advice(link, usb.finder)) == []


@pytest.mark.parametrize(
    ("serial", "why"),
    [
        ("", "the modem has no serial number"),
        ("24680246", "its serial number 24680246 is one that makers print into every modem"),
        ("00000000", "its serial number 00000000 is one that makers print"),
    ],
)
def test_a_serial_number_that_is_none_is_told(usb: InventedUsb, serial: str, why: str) -> None:
    usb.plug("1-1", "0572:1329", serial=serial, ttyACM0=0)
    by_path = usb.link("by-path", "pci-1-1", "ttyACM0")
    link = usb.link("by-id", "usb-modem-if00", "ttyACM0")
    (sentence,) = port_advice(link, usb.finder)
    assert why in sentence
    assert sentence.endswith(f"so another modem may be taken for this one; name it {by_path}")
    assert list(port_advice(by_path, usb.finder)) == []


def test_twins_are_told(usb: InventedUsb) -> None:
    usb.plug("1-1", "0572:1329", serial="X7", ttyACM0=0)
    usb.plug("1-2", "0572:1329", serial="X7", ttyACM1=0)
    (sentence,) = port_advice(usb.link("by-id", "usb-modem-if00", "ttyACM1"), usb.finder)
    assert "2 modems here carry the serial number X7" in sentence
    assert sentence.endswith("name its link in /dev/serial/by-path")
