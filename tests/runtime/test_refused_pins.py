"""Refused PINs over restarts: on the disk when it is told so, bounded, and a disk that fails is said."""

import logging
from pathlib import Path

import pytest

from appliance.runtime.refused_pins import FILE_NAME, MOST, RefusedPins


async def test_what_was_refused_is_known_after_a_restart_until_it_opens_the_sim(tmp_path: Path) -> None:
    first = RefusedPins(tmp_path)
    assert not first.knows("a")
    await first.remember("a")
    await first.remember("b")
    again = RefusedPins(tmp_path)
    assert again.knows("a")
    await again.forget("a")
    await again.forget("never known")
    last = RefusedPins(tmp_path)
    assert (last.knows("a"), last.knows("b")) == (False, True)
    assert (tmp_path / FILE_NAME).stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [FILE_NAME]


async def test_of_too_many_the_oldest_is_forgotten(tmp_path: Path) -> None:
    pins = RefusedPins(tmp_path)
    for number in range(MOST + 1):
        await pins.remember(str(number))
    again = RefusedPins(tmp_path)
    assert not again.knows("0")
    assert all(again.knows(str(number)) for number in range(1, MOST + 1))


@pytest.mark.parametrize("torn", [b"", b"\n\n", b"\xff\xfe\x00", b"x" * 100_000])
async def test_a_file_that_is_torn_is_no_fault(tmp_path: Path, torn: bytes) -> None:
    (tmp_path / FILE_NAME).write_bytes(torn)
    pins = RefusedPins(tmp_path)
    await pins.remember("a")
    assert RefusedPins(tmp_path).knows("a")


async def test_a_disk_that_cannot_be_written_is_told_and_the_pin_stays_known(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / f"{FILE_NAME}.new").mkdir()
    pins = RefusedPins(tmp_path)
    with caplog.at_level(logging.WARNING):
        await pins.remember("a")
    assert pins.knows("a")
    assert "after a restart a refused PIN may be sent once more; make room on the disk" in caplog.text
