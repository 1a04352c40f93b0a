"""What a technician types and gets: exit status, JSON, and sentences, without a box and without a modem."""

from pathlib import Path

import msgspec
import pytest

from appliance.doctor.command import main
from appliance.model.diagnosis import Diagnosis, PortState

SETTINGS = """
[box]
state_dir = "{folder}/state"
run_dir = "{folder}/run"
[lamps]
driver = "off"
[[line]]
name = "front"
flow = "main"
driver = "voice_modem"
options = {{ port = "{folder}/nothing" }}
[[flow]]
name = "main"
start = "bye"
[flow.steps.bye]
step = "hang_up"
"""


@pytest.fixture
def config(tmp_path: Path) -> str:
    file = tmp_path / "appliance.toml"
    file.write_text(SETTINGS.format(folder=tmp_path))
    return str(file)


def test_a_port_that_is_away_is_a_fault_with_what_to_do(config: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["front", "--config", config]) == 1
    out = capsys.readouterr().out
    assert "front" in out
    assert "FAULT: " in out
    assert "no such port" in " ".join(out.split())
    assert out.endswith("1 fault\n")


def test_a_port_that_was_named_and_is_away_is_a_fault_without_any_line(
    config: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path / "tty"), "--config", config]) == 1
    out = capsys.readouterr().out
    assert "no such port" in " ".join(out.split())
    assert out.endswith("1 fault\n")


def test_programs_get_json(config: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["front", "--config", config, "--json"]) == 1
    whole = msgspec.json.decode(capsys.readouterr().out, type=Diagnosis)
    assert [exam.state for exam in whole.exams] == [PortState.ABSENT]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["fornt"], "fornt: no such line or port; lines: front"),
        (["trace", "front"], "no box runs here"),
        (["loop", "--ring-me", "back"], 'no line is called "back"; the settings have: front'),
        (["loop", "--from", "front", "--to", "back"], 'no line is called "back"; the settings have: front'),
        (["loop", "--from", "front", "--to", "front"], "front cannot ring itself"),
        (["--socket", "/nowhere/at/all"], "/nowhere/at/all"),
    ],
)
def test_what_cannot_be_looked_at_is_status_2(
    config: str, words: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*words, "--config", config]) == 2
    assert sentence in capsys.readouterr().err


def test_a_stopped_box_rings_own_numbers_alone_since_it_keeps_no_ledger(
    config: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = Path(config)
    outbound = '[outbound]\nenabled = true\ncountry_code = "49"\nallow = ["0"]\n'
    back = '[[line]]\nname = "back"\nflow = "main"\nnumber = "0301234567"\ndials_out = true\n'
    back += 'options = { port = "/nothing" }\n'
    file.write_text(file.read_text() + outbound + back)
    words = ["loop", "--from", "front", "--to", "back", "--config", config]
    assert main([*words, "--number", "0401234567"]) == 2
    assert "0401234567 is not back's own number: the running box alone may dial it" in capsys.readouterr().err
    main([*words, "--number", "+49 30 1234567"])  # it tries, and has no modem
    told = capsys.readouterr()
    assert "own number" not in told.out + told.err
    assert "nothing" in told.out + told.err


@pytest.mark.parametrize("words", [["--from", "front"], ["--to", "front"], ["--ring-me", "front", "--to", "front"]])
def test_a_call_between_lines_needs_both(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["loop", *words])
    assert left.value.code == 2
    assert "--" in capsys.readouterr().err


def test_wrong_settings_keep_nobody_from_looking(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "appliance.toml"
    file.write_text('[box]\nnmae = "x"\n')
    assert main([str(tmp_path / "tty"), "--config", str(file)]) == 1
    assert "looked at without settings" in capsys.readouterr().err
