"""The serial ports that the doctor finds: of modems it knows the port of commands is asked, the others say why not."""

from pathlib import Path

import pytest

from appliance.drivers.examining.around import targets
from appliance.drivers.line.modem.families import read_families
from appliance.drivers.line.modem.family_data import Interfaces
from appliance.model.settings import DriverChoice
from tests.drivers.wire.invented_usb import InventedUsb

KNOWN = {usb: family.interfaces for family in read_families().sound.values() for usb in family.usb}
PORTS = {f"ttyUSB{interface}": interface for interface in range(5)}


@pytest.mark.parametrize(("usb", "interfaces"), KNOWN.items(), ids=KNOWN)
def test_every_port_of_every_modem_that_is_known_is_found(tmp_path: Path, usb: str, interfaces: Interfaces) -> None:
    plugged = InventedUsb(tmp_path)
    plugged.plug("1-1", usb, **PORTS)
    found = targets({}, plugged.finder)
    assert [target.facts.interface for target in found] == list(PORTS.values())
    for target in found:
        assert target.facts.usb == usb
        assert target.asked == (target.facts.interface == interfaces.at or interfaces.at is None)
        assert bool(target.why) != target.asked
        assert target.facts.role == ("sound" if target.facts.interface == interfaces.sound else "")


def test_a_device_that_no_family_knows_is_left_alone(tmp_path: Path) -> None:
    plugged = InventedUsb(tmp_path)
    plugged.plug("1-1", "1234:5678", ttyUSB0=0)
    [target] = targets({}, plugged.finder)
    assert not target.asked
    assert "no modem that is known here" in target.why


def test_the_port_of_a_line_comes_first_and_once(tmp_path: Path) -> None:
    plugged = InventedUsb(tmp_path)
    plugged.plug("1-1", "1e0e:9001", **PORTS)
    choice = DriverChoice(driver="gsm_modem", options={"port": "usb:1e0e:9001"})
    first, *others = targets({"gsm1": choice}, plugged.finder)
    assert (first.facts.line, first.facts.interface, first.asked) == ("gsm1", 2, True)
    assert [other.facts.interface for other in others] == [0, 1, 3, 4]
    assert not any(other.asked for other in others)
