"""Which card the settings mean: by name, USB id, link or PCM; two equal ones told apart; what is said of none."""

from pathlib import Path

import pytest

from appliance.drivers.errors import DeviceGone, DeviceUnfit
from tests.drivers.sound.card.invented_cards import InventedCards


@pytest.fixture
def cards(tmp_path: Path) -> InventedCards:
    cards = InventedCards(tmp_path)
    cards.plug(0, "Headphones")
    cards.plug(1, "Device", place="1-1.2", usb="0d8c:0014")
    cards.plug(2, "Android", place="1-1.4", usb="2c7c:0125", serial="0123456789")
    return cards


@pytest.mark.parametrize(
    ("name", "device"),
    [
        ("Device", "hw:1"),
        ("android", "hw:2"),
        ("Headphones", "hw:0"),
        ("usb:0D8C:0014", "hw:1"),
        ("usb:2c7c:0125:0123456789", "hw:2"),
        ("head", "hw:0"),
        ("pcm:softphone", "pcm:softphone"),
        ("hw:CARD=Device", "hw:1"),
        ("plughw:CARD=Android,DEV=0", "hw:2"),
    ],
)
def test_a_card_by_its_name(cards: InventedCards, name: str, device: str) -> None:
    assert cards.finder.find(name).device == device


@pytest.mark.parametrize("name", ["1", "hw:1", "hw:1,0", "plughw:2"])
def test_a_number_is_no_name(cards: InventedCards, name: str) -> None:
    with pytest.raises(DeviceUnfit, match=r"numbers of sound cards change .*; expected a name such as Device"):
        cards.finder.find(name)


def test_a_whole_name_of_alsa_s_is_no_part_of_another(cards: InventedCards) -> None:
    with pytest.raises(DeviceGone, match="hw:CARD=Head: no such sound card"):
        cards.finder.find("hw:CARD=Head")


def test_a_name_that_none_has_tells_those_that_are_there(cards: InventedCards) -> None:
    with pytest.raises(DeviceGone, match=r"Mic: no such .*: Headphones, Device at USB 1-1.2 \(USB Audio\), Android"):
        cards.finder.find("Mic")


def test_two_equal_cards_are_told_apart_by_serial_place_and_the_modem_they_are_part_of(cards: InventedCards) -> None:
    modem = cards.plug(3, "Android_1", place="1-1.5", usb="2c7c:0125", serial="9876543210")
    with pytest.raises(
        DeviceUnfit, match=r"2 such sound cards .*1-1.4.* and .*1-1.5.*; name a link of /dev/snd/by-path"
    ):
        cards.finder.find("usb:2c7c:0125")
    assert cards.finder.find("usb:2c7c:0125:9876543210").device == "hw:3"
    assert cards.finder.find("usb:2c7c:0125", near=str(modem)).device == "hw:3"
    assert cards.finder.find("Android", near=str(modem)).device == "hw:2", "a whole name is one card's"


def test_a_link_of_dev_snd_is_a_card_under_whatever_number(cards: InventedCards, tmp_path: Path) -> None:
    control = tmp_path / "controlC2"
    control.touch()
    link = tmp_path / "platform-usb-0:1.4:1.0"
    link.symlink_to(control)
    assert cards.finder.find(str(link)).device == "hw:2"
    assert cards.finder.find("/dev/null").device == "/dev/null"  # a port; whoever opens it will see
    with pytest.raises(DeviceUnfit, match="is no sound card; expected a name such as Device"):
        cards.finder.find(str(tmp_path))
    link.unlink()
    with pytest.raises(DeviceGone, match="no sound card there"):
        cards.finder.find(str(link))


def test_a_card_that_was_plugged_out_and_in_has_another_sign(cards: InventedCards) -> None:
    before = cards.finder.find("Device")
    assert cards.finder.find("Device") == before
    cards.unplug(1)
    cards.plug(1, "Device", place="1-1.3", usb="0d8c:0014")
    assert cards.finder.find("Device").sign != before.sign


def test_without_any_card_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(DeviceGone, match="the cards that are there: none"):
        InventedCards(tmp_path).finder.find("Device")
