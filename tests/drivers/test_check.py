"""`callbox check` and `callbox show-config`, as a technician runs them."""

import shutil
import tomllib
from pathlib import Path

import pytest

from appliance.drivers.check import checked, main, port_doubts, show_config, voice_faults
from tests.drivers.sound.card.invented_cards import InventedCards
from tests.drivers.wire.invented_usb import InventedUsb

needs_espeak = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="needs Debian's espeak-ng")

GPIO = """
[lamps]
driver = "gpio"
[lamps.options]
pin_factory = "mock"
pins = { fault = 17 }
[[lamp]]
name = "fault"
fault = true
"""


def write(tmp_path: Path, text: str) -> list[str]:
    file = tmp_path / "appliance.toml"
    file.write_text(text)
    return ["--config", str(file)]


def test_sound_settings_are_summed_up(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(write(tmp_path, GPIO)) == 0
    assert capsys.readouterr() == ("settings are sound: 0 lines, 0 agents, 0 queues, 0 flows, 0 prompts, 1 lamp\n", "")


def test_a_queue_that_records_without_a_word_is_a_doubt(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    queue = '[[queue]]\nname = "sales"\n'
    assert main(write(tmp_path, queue)) == 0
    doubt = 'but [[queue]] "sales" records conversations and tells nobody; name a prompt that does in record_notice'
    assert doubt in capsys.readouterr().out
    prompt = '[[prompt]]\nname = "told"\ntext = "We record."\n'
    for told in ('record = "off"', 'record_beep_every = "15 s"', f'record_notice = ["told"]\n{prompt}'):
        assert main(write(tmp_path, f"{queue}{told}\n")) == 0
        assert "tells nobody" not in capsys.readouterr().out


def test_every_fault_is_told_also_those_only_drivers_know(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = (
        GPIO.replace("pin_factory", "pin_factroy") + '[web]\nprot = 1\n[[agent]]\nname = "anna"\nstation = "pretnd"\n'
    )
    assert main(write(tmp_path, wrong)) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines() == [
        'appliance.toml: [web] prot = 1: no such option; did you mean "port"?',
        'appliance.toml: [lamps] options.pin_factroy = "mock": no such option; did you mean "pin_factory"?',
        'appliance.toml: [[agent]] 1 "anna" station: "pretnd": no such station driver; did you mean "pretend"?',
        "3 faults in the settings",
    ]


def test_one_wrong_table_hides_no_other_fault_whoever_would_find_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine.toml").write_text("kind = 5\n")
    wrong = GPIO.replace("{ fault = 17 }", "{}") + '[web]\nprot = 1\n[sound]\ncountry = "usa"\nduck = "x"\n'
    wrong += LINE.replace("{ port", f'{{ family_folder = "{tmp_path}", baud = "fast", dial = "pulse", port')
    assert main(write(tmp_path, wrong)) == 1
    told = capsys.readouterr().err
    for part in (
        "[web] prot = 1",
        "[sound] duck",
        'options.baud = "fast": expected a whole number',
        'options.family = "usr5367": no such modem family',
        'lamp "fault" has no pin',
        '[sound] country = "usa": no such file',
        "mine.toml kind = 5: no such kind",
    ):
        assert told.count(part) == 1, part


def test_a_name_that_could_not_be_read_is_no_lamp_without_its_pin(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(write(tmp_path, GPIO.replace('name = "fault"', "name = 5"))) == 1
    assert capsys.readouterr().err.splitlines() == [
        'appliance.toml: [[lamp]] 1 name = 5: expected text in quotes, such as "text"',
        "1 fault in the settings",
    ]


def test_lamps_without_a_pin_are_a_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(write(tmp_path, GPIO.replace("{ fault = 17 }", "{}"))) == 1
    assert 'lamp "fault" has no pin' in capsys.readouterr().err


def test_a_country_without_tones_is_a_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(write(tmp_path, '[sound]\ncountry = "usa"\n')) == 1
    told = capsys.readouterr().err
    assert told.startswith('appliance.toml: [sound] country = "usa": no such file of tones in ')
    assert 'did you mean "us"?' in told


LINE = """
[[line]]
name = "front"
flow = "main"
driver = "voice_modem"
options = { port = "/dev/null", family = "usr5367" }
[[flow]]
name = "main"
start = "bye"
[flow.steps.bye]
step = "hang_up"
"""


def test_a_modem_family_that_is_none_is_a_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(write(tmp_path, LINE)) == 1
    assert capsys.readouterr().err.splitlines()[0] == (
        'appliance.toml: [[line]] 1 "front" options.family = "usr5367": no such modem family; did you mean "usr5637"?'
    )


@pytest.mark.parametrize("family", ["auto", "cx930xx"])
def test_modem_families_and_auto_are_sound(tmp_path: Path, family: str) -> None:
    assert main(write(tmp_path, LINE.replace("usr5367", family))) == 0


def test_a_port_too_slow_for_sound_is_a_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    slow = LINE.replace("usr5367", "usr5637").replace("{ port", "{ baud = 57600, port")
    assert main(write(tmp_path, slow)) == 1
    assert capsys.readouterr().err.splitlines()[0] == (
        'appliance.toml: [[line]] 1 "front" options.baud = 57600: too slow for sound; expected 90,000 at least: 8,000 '
        "samples a second with start and stop bits, 0x10 sent twice; try 115200, which a USB modem takes as well"
    )
    assert main(write(tmp_path, slow.replace("57600", "115200"))) == 0


def test_faults_of_ones_own_modem_families_are_all_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = tmp_path / "modems"
    own.mkdir()
    (own / "mine.toml").write_text('kind = "voice"\nlike = "usr5367"\n')
    (own / "gsm.toml").write_text('kind = "gsm"\nlike = "sim800"\ntitel = "Mine"\nkeys = 5\n')
    config = write(tmp_path, LINE.replace("usr5367", "mine").replace("{ port", f'{{ family_folder = "{own}", port'))
    assert main(config) == 1
    told = capsys.readouterr().err.splitlines()
    assert told == [
        f'{own}/gsm.toml titel = "Mine": no such option; did you mean "title"?',
        f'{own}/gsm.toml keys = 5: expected a table, such as {{ key = "value" }}',
        f'{own}/mine.toml like = "usr5367": no such modem family; did you mean "usr5637"?',
        "3 faults in the settings",
    ]
    checked(Path(config[1]))


@pytest.mark.parametrize(
    ("folder", "told"), [("{}/none", "no such folder; expected"), ("\\u0000", "no such folder"), ("", ""), ("{}", "")]
)
def test_a_folder_of_families_that_is_not_there_is_told(
    tmp_path: Path, folder: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    line = LINE.replace("usr5367", "auto").replace("{ port", f'{{ family_folder = "{folder.format(tmp_path)}", port')
    (tmp_path / "settings").mkdir()
    assert main(write(tmp_path / "settings", line)) == bool(told)
    error = capsys.readouterr().err
    assert told in error
    assert ('[[line]] 1 "front" options.family_folder = ' in error) == bool(told)


def test_a_gsm_family_on_an_analog_line_is_a_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(write(tmp_path, LINE.replace("usr5367", "sim7600"))) == 1
    assert 'options.family = "sim7600": is of GSM modems; expected a family of analog' in capsys.readouterr().err


def test_a_port_by_usb_id_has_its_form(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(write(tmp_path, LINE.replace("usr5367", "auto").replace("/dev/null", "usb:572:1329"))) == 1
    assert 'options.port = "usb:572:1329": no name of a port; expected usb:VENDOR:PROD' in capsys.readouterr().err


@pytest.mark.parametrize(("country", "status"), [("B5", 0), ("3d", 0), ("us", 1), ("B5;D0900", 1)])
def test_a_modems_country_is_two_hex_digits(
    tmp_path: Path, country: str, status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    line = LINE.replace("usr5367", "auto").replace("{ port", f'{{ country = "{country}", port')
    assert main(write(tmp_path, line)) == status
    assert ("no country of T.35; expected two hex digits" in capsys.readouterr().err) == bool(status)


def test_names_of_ports_that_will_not_hold_are_told_and_refuse_nothing(tmp_path: Path) -> None:
    usb = InventedUsb(tmp_path / "usb")
    usb.plug("1-1", "0572:1329", serial="24680246", ttyACM0=0)
    config = write(tmp_path, LINE.replace("usr5367", "auto").replace("/dev/null", str(usb.dev / "ttyACM0")))
    (doubt,) = port_doubts(checked(Path(config[1])).settings, usb.finder)
    assert doubt.startswith(f'appliance.toml: [[line]] 1 "front" {usb.dev}/ttyACM0: the number may change when')


SPOKEN = """
[box]
language = "{box}"
[[prompt]]
name = "hello"
text = "Hello"
[[prompt]]
name = "hallo"
text = "Hallo"
language = "{prompt}"
"""


@needs_espeak
def test_voices_that_espeak_ng_lacks_are_faults(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(write(tmp_path, SPOKEN.format(box="xx", prompt="germn"))) == 1
    box, prompt, _ = capsys.readouterr().err.splitlines()
    assert box.startswith('appliance.toml: [box] language = "xx": espeak-ng has no such voice; ')
    assert prompt == (
        'appliance.toml: [[prompt]] 2 "hallo" language = "germn": espeak-ng has no such voice; did you mean "german"?'
    )


@needs_espeak
def test_voices_that_espeak_ng_has_are_sound(tmp_path: Path) -> None:
    assert main(write(tmp_path, SPOKEN.format(box="en-us+f3", prompt="de"))) == 0


def test_without_espeak_ng_check_says_so_once_and_the_box_runs_all_the_same(tmp_path: Path) -> None:
    config = Path(write(tmp_path, SPOKEN.format(box="en", prompt="de"))[1])
    assert list(voice_faults(checked(config).entries, program="no-such-program")) == [
        "no-such-program is not installed, so no text can be spoken; apt install espeak-ng"
    ]


def test_nobody_asks_for_voices_when_nothing_is_spoken(tmp_path: Path) -> None:
    config = Path(write(tmp_path, '[box]\nlanguage = "xx"\n')[1])
    assert list(voice_faults(checked(config).entries, program="no-such-program")) == []


def test_show_config_tells_drivers_defaults_as_well(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert show_config(write(tmp_path, GPIO)) == 0
    text = capsys.readouterr().out
    assert tomllib.loads(text)["lamps"]["options"] == {
        "pin_factory": "mock",
        "pins": {"fault": 17},
        "active_high": True,
    }
    assert "# default" in text


def test_show_config_changed_leaves_the_defaults_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert show_config([*write(tmp_path, GPIO), "--changed"]) == 0
    assert tomllib.loads(capsys.readouterr().out) == tomllib.loads(GPIO)


def test_show_config_refuses_wrong_settings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert show_config(write(tmp_path, "[web]\nprot = 1\n")) == 1
    assert capsys.readouterr().err.endswith("1 fault in the settings\n")


SIM800 = """
[[flow]]
name = "talk"
start = "bye"
[flow.steps.bye]
step = "hang_up"
[[line]]
name = "one"
flow = "talk"
driver = "gsm_modem"
[line.options]
port = "/dev/ttyUSB0"
family = "sim800"
"""


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("", 'options.card = "": is missing; the sound of SIM800/900 comes through a sound card: expected a name such'),
        (
            'card = "Device"\ncard_rate = 11025',
            "options.card_rate = 11025: 11025 samples a second: 20 ms of them are no",
        ),
        ('card = "Device"\nheard_db = 99.0', "options.heard_db = 99.0: is no gain; expected -40 to 40 dB"),
        ('card = "Device"\nbuzz_filter = "yes"', "options.buzz_filter"),
    ],
)
def test_a_line_that_speaks_through_a_card_needs_one_and_says_what_is_wrong_with_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], more: str, told: str
) -> None:
    assert main(write(tmp_path, SIM800 + more)) == 1
    assert told in capsys.readouterr().err


def test_a_card_that_is_not_there_or_not_the_only_one_is_a_doubt(tmp_path: Path) -> None:
    cards = InventedCards(tmp_path)
    file = write(tmp_path, SIM800 + 'card = "usb:0d8c:0014"\n')[1]
    settings = checked(Path(file)).settings
    assert "no such sound card; plug it in" in next(port_doubts(settings, cards=cards.finder))
    cards.plug(1, "Device", place="1-1", usb="0d8c:0014")
    assert list(port_doubts(settings, cards=cards.finder)) == []
    cards.plug(2, "Device_1", place="1-2", usb="0d8c:0014")
    assert "2 such sound cards are there" in next(port_doubts(settings, cards=cards.finder))
