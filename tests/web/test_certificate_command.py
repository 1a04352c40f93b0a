"""`callbox certificate` on a folder of its own."""

import json
from pathlib import Path

import pytest
from cryptography import x509

from appliance.web.certificate_command import main
from tests.web.test_encryption import elsewhere


@pytest.fixture
def config(tmp_path: Path) -> str:
    file = tmp_path / "appliance.toml"
    file.write_text(f'[box]\nname = "Try"\nstate_dir = "{tmp_path}"\n[web]\ndomain = "office.example.com"\n')
    return str(file)


def test_it_shows_what_browsers_are_shown(config: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "--config", config]) == 0
    said = capsys.readouterr().out
    assert "authority: Callbox " in said
    assert ".local" in said
    assert ".office.example.com" in said
    assert "SHA-256" in said
    assert "PRIVATE" not in said


def test_the_root_is_printed(config: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["root", "--config", config]) == 0
    assert x509.load_pem_x509_certificate(capsys.readouterr().out.encode())


def told(config: str, capsys: pytest.CaptureFixture[str], what: str) -> dict[str, dict[str, str]]:
    assert main([what, "--config", config, "--json"]) == 0
    found: dict[str, dict[str, str]] = json.loads(capsys.readouterr().out)
    return found


def test_renewing_keeps_the_authority(config: str, capsys: pytest.CaptureFixture[str]) -> None:
    first, second = told(config, capsys, "show"), told(config, capsys, "renew")
    assert first["root"] == second["root"]
    assert first["leaf"]["fingerprint"] != second["leaf"]["fingerprint"]
    assert told(config, capsys, "renew-root")["root"] != first["root"]


def test_one_is_brought_and_taken_back(config: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    key, chain = elsewhere()
    (tmp_path / "key.pem").write_text(key)
    (tmp_path / "chain.pem").write_text(chain)
    files = [str(tmp_path / "key.pem"), str(tmp_path / "chain.pem")]
    assert main(["upload", *files, "--config", config]) == 0
    assert "is missing; browsers may want it" in capsys.readouterr().err
    assert told(config, capsys, "show")["uploaded"]["subject"] == "pbx.example.com"
    assert main(["remove", "--config", config]) == 0
    assert main(["remove", "--config", config]) == 1
    assert "nothing to take back" in capsys.readouterr().err


def test_what_cannot_be_read_is_told(config: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["upload", "/nowhere/key", "/nowhere/chain", "--config", config]) == 1
    assert "name a file in PEM" in capsys.readouterr().err
    assert main(["show", "--config", "/nowhere/appliance.toml"]) == 2
