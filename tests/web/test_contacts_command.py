"""`callbox contacts` on a file, with no box running."""

from pathlib import Path

import pytest

from appliance.web.contacts_command import main

SETTINGS = '[box]\nstate_dir = "{folder}"\nrun_dir = "{folder}"\n[outbound]\ncountry_code = "43"\n'


def test_the_book_is_kept_from_a_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config, book = tmp_path / "appliance.toml", tmp_path / "book.csv"
    config.write_text(SETTINGS.format(folder=tmp_path))

    def run(*words: str) -> tuple[int, str]:
        code = main([words[0], f"--config={config}", *words[1:]])
        out = capsys.readouterr()
        return code, out.out + out.err

    assert run("add", "Ann", "0664 12345", "--vip")[0] == 0
    assert "Ann: 0664 12345 (comes first)" in run("list", "0664")[1]
    book.write_text("name,phone\nBen,0664 99999\nCarl,x\n")
    assert run("import", "--dry", str(book))[1].endswith("would be 1 new, 0 merged, 0 skipped, 1 wrong\n")
    assert run("import", str(book))[0] == 0
    assert run("export", str(tmp_path / "book.vcf"))[0] == 0
    assert (tmp_path / "book.vcf").read_text().count("BEGIN:VCARD") == 2
    assert run("block", "0900*", "--why", "dear")[0] == 0
    assert run("blocked")[1] == "+43900*              refuse   dear\n"
    assert run("unblock", "0900*")[0] == 0
    assert run("block", "x")[0] == 1
    assert run("remove", "1")[0] == 0
    assert run("remove", "1") == (1, "callbox: there is no contact 1\n")
