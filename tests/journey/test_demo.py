"""The demonstration without pages: every kind of caller, each call judged by its record and by its sound."""

import re
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from appliance.demo.calls import KINDS
from tests.journey.processes import Running, callbox

pytestmark = pytest.mark.journey


def test_every_kind_of_call_ends_as_its_script_says_and_sounds_right() -> None:
    played = callbox("demo", "--headless", "--calls", "10", "--seed", "7", limit_s=300)
    assert played.returncode == 0, played.stdout + played.stderr
    # Calls that the machine spoiled by standing still are played again in another round, with a sum of its own.
    sums = re.findall(r"(\d+) as their scripts say, (\d+) wrong", played.stdout)
    assert sum(int(right) for right, _ in sums) == 10
    assert {wrong for _, wrong in sums} == {"0"}
    assert played.stdout.count("actions: identical") == len(sums)
    assert {kind for kind in KINDS if f" {kind} " in played.stdout} == set(KINDS)


def test_told_to_stop_it_leaves_no_process_behind(tmp_path: Path, keep: Callable[[Running], Running]) -> None:
    folder = tmp_path / "demo"
    demo = Running("demo", ["--headless", "--calls", "2", "--keep", str(folder)], tmp_path / "demo.log")
    keep(demo)
    socket = folder / "round-1" / "run" / "control.sock"
    demo.wait_until(socket.exists, "its box is up")
    assert demo.asked_to_stop() == 128 + signal.SIGTERM
    assert not socket.exists()
    assert not any((folder / "round-1" / "ports").iterdir())


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter").touch()
    refused = callbox("demo", "--headless", "--calls", "1", "--keep", str(tmp_path))
    assert refused.returncode == 1
    assert refused.stderr == f"callbox demo: {tmp_path} is not empty; give --keep a new folder\n"
