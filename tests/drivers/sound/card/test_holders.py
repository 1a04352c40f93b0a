"""Who has a sound card, out of a tree like /proc."""

from pathlib import Path

from appliance.drivers.sound.card.holders import holders, who_has
from appliance.drivers.sound.ways import Ways

OPEN = "state: RUNNING\nowner_pid   : {pid}\ntrigger_time: 12.5\n"


def stream(proc: Path, name: str, status: str) -> None:
    folder = proc / "asound" / "card1" / name / "sub0"
    folder.mkdir(parents=True)
    (folder / "status").write_text(status)


def program(proc: Path, pid: int, name: str) -> None:
    (proc / str(pid)).mkdir()
    (proc / str(pid) / "comm").write_text(name + "\n")


def test_those_who_play_and_record_are_named(tmp_path: Path) -> None:
    program(tmp_path, 99, "mplayer")
    program(tmp_path, 7, "arecord")
    stream(tmp_path, "pcm0p", OPEN.format(pid=99))
    stream(tmp_path, "pcm0c", OPEN.format(pid=7))
    stream(tmp_path, "pcm1p", "closed\n")
    assert holders(1, tmp_path) == ((7, Ways.HEARS), (99, Ways.SAYS))
    assert who_has(1, tmp_path) == "arecord (pid 7) records from it and mplayer (pid 99) plays on it"


def test_a_card_that_is_free_or_not_there_has_nobody(tmp_path: Path) -> None:
    stream(tmp_path, "pcm0p", "closed\n")
    (tmp_path / "asound" / "card1" / "pcm0c").mkdir()
    assert who_has(1, tmp_path) == ""
    assert who_has(2, tmp_path) == ""
