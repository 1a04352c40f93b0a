"""What `callbox check` says of sound devices: two at one card, a bell that nobody hears, a card that is not there."""

from pathlib import Path

import pytest

from appliance.config.errors import SettingsFault
from appliance.drivers.check import checked
from appliance.drivers.sound.device_check import card_doubts
from tests.drivers.sound.card.invented_cards import InventedCards

AGENT = """
[[agent]]
name = "{name}"
station = "headset"
options = {{ device = {{ card = "{card}" }}, rings = "{rings}" }}
"""
HOUSE = """
[loudspeaker]
driver = "portaudio"
options = { card = "Device" }
[line_in]
driver = "portaudio"
options = { card = "device" }
"""


def file(folder: Path, text: str) -> Path:
    path = folder / "appliance.toml"
    path.write_text(text)
    return path


def faults(folder: Path, text: str) -> str:
    with pytest.raises(SettingsFault) as caught:
        checked(file(folder, text))
    return str(caught.value)


def test_one_card_serves_a_loudspeaker_and_a_line_in_and_no_two_headsets(tmp_path: Path) -> None:
    checked(file(tmp_path, HOUSE))
    two = "".join(AGENT.format(name=name, card="Headset", rings="headset") for name in ("anna", "ben"))
    told = faults(tmp_path, two)
    assert 'options.device.card = "Headset": is the sound card of appliance.toml: [[agent]] 1 "anna"' in told
    assert "is the sound card of" in faults(tmp_path, HOUSE + AGENT.format(name="a", card="DEVICE", rings="headset"))


def test_a_bell_without_a_loudspeaker_is_told(tmp_path: Path) -> None:
    told = faults(tmp_path, AGENT.format(name="anna", card="Headset", rings="both"))
    assert 'options.rings = "both": there is no loudspeaker; describe it in [loudspeaker]' in told
    checked(file(tmp_path, HOUSE + AGENT.format(name="anna", card="Headset", rings="both")))


def test_music_from_a_line_in_that_is_not_there_is_told(tmp_path: Path) -> None:
    queue = '[[queue]]\nname = "sales"\nmusic = "line_in"\n'
    assert 'music = "line_in": no such prompt' in faults(tmp_path, queue)
    checked(file(tmp_path, HOUSE + queue))


def test_wrong_options_and_drivers_are_told_with_their_place(tmp_path: Path) -> None:
    assert 'no such sound driver; did you mean "portaudio"' in faults(tmp_path, '[line_in]\ndriver = "portaudi"\n')
    assert "[loudspeaker]" in faults(tmp_path, '[loudspeaker]\ndriver = "portaudio"\n')
    assert "numbers change" in faults(tmp_path, '[line_in]\ndriver = "portaudio"\noptions = { card = "hw:0" }\n')
    assert 'quiet_hours.1 = "night": no such hours' in faults(tmp_path, '[loudspeaker]\nquiet_hours = ["night"]\n')


def test_a_card_that_is_not_there_is_doubted_and_not_refused(tmp_path: Path) -> None:
    cards = InventedCards(tmp_path / "world")
    cards.plug(0, "Headset")
    loaded = checked(file(tmp_path, HOUSE + AGENT.format(name="anna", card="Headset", rings="headset")))
    told = list(card_doubts(loaded.entries, cards.finder))
    assert [sentence.split(" sound card ")[0] for sentence in told] == [
        "appliance.toml: [loudspeaker]",
        "appliance.toml: [line_in]",
    ]
    assert "no such sound card; plug it in; the cards that are there: Headset" in told[0]
