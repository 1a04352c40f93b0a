"""Killed at any moment, the store has everything it acknowledged, and the file is sound."""

import random
import subprocess
import sys
from pathlib import Path

import apsw
import numpy as np
import pytest

from appliance.model.states import Outcome
from appliance.sound.wav import channels_from_bytes
from appliance.store.reader import StoreReader
from appliance.store.writer import StoreWriter
from tests.store.invented import START, sound_of

CHILD = Path(__file__).with_name("writing_child.py")


def kill_after(folder: Path, lines: int) -> list[tuple[str, int]]:
    """Runs the child until it acknowledged so many, kills it, and gives all it acknowledged."""
    child = subprocess.Popen(
        [sys.executable, CHILD, folder], stdout=subprocess.PIPE, text=True, env={"PYTHONPATH": str(CHILD.parents[2])}
    )
    assert child.stdout is not None
    heads = [child.stdout.readline() for _ in range(lines)]
    child.kill()
    told = "".join(heads) + child.stdout.read()
    child.stdout.close()
    child.wait()
    said = [line.split(maxsplit=2) for line in told.splitlines(keepends=True) if line.endswith("\n")]
    assert all(len(words) == 2 for words in said), "the disk of this machine failed"
    return [(what, int(call)) for what, call in said]


@pytest.mark.parametrize("seed", range(10))
def test_all_acknowledged_is_there_after_a_kill(tmp_path, seed):
    acknowledged = kill_after(tmp_path, random.Random(seed).randint(1, 400))
    writer = StoreWriter.open(tmp_path / "callbox.db", START)
    assert not any("damaged" in text for text in writer.recovery.sentences)
    assert all(cut.outcome is Outcome.CUT_BY_RESTART for cut in writer.recovery.cut)
    connection = apsw.Connection(str(tmp_path / "callbox.db"))
    assert connection.execute("PRAGMA quick_check").get == "ok"
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    assert connection.execute("SELECT count(*) = max(seq) FROM journal").get == 1
    with StoreReader(tmp_path / "callbox.db") as reader:
        for what, call in acknowledged:
            record = reader.call(call)
            assert record is not None
            assert record.outcome is Outcome.ANSWERED
            if what == "message":
                (message,) = reader.messages(call=call)
                samples = channels_from_bytes((tmp_path / message.file).read_bytes())
                assert np.array_equal(np.sign(samples[:, 0]), np.sign(sound_of(call)))
        assert all(call.ended_ms is not None for call in reader.calls(1_000))
    assert list(tmp_path.rglob("*.part")) == []
    writer.close(now=9_000)
