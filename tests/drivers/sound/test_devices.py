"""What sound devices say is wrong with their options, and what files do when the disk does not keep up."""

import asyncio
from pathlib import Path

from appliance.drivers.errors import DriverFault
from appliance.drivers.sound import portaudio, silent, wav_file
from appliance.drivers.sound.frame_clock import MOST_LATE
from appliance.drivers.sound.wav_file import MOST_UNWRITTEN
from tests.contracts.test_sound_devices import Port
from tests.drivers.invented_timers import InventedTimers
from tests.drivers.line.jumping_time import pass_s


def faults(options: portaudio.Options) -> list[str]:
    return [option for option, _ in portaudio.option_faults(options)]


def test_a_card_is_named_by_name_and_its_rate_and_gains_have_sense() -> None:
    assert not faults(portaudio.Options(card="hw:CARD=Headset"))
    assert faults(portaudio.Options(card="hw:1")) == ["card"]
    assert faults(portaudio.Options(card="")) == ["card"]
    assert faults(portaudio.Options(card="Headset", heard_db=60, said_db=-60)) == ["heard_db", "said_db"]
    assert faults(portaudio.Options(card="Headset", rate=11_025)) == ["rate"]


def test_files_are_looked_for_beforehand(tmp_path: Path) -> None:
    wrong = wav_file.Options(hears=str(tmp_path / "none.wav"), says=str(tmp_path / "no" / "said.wav"))
    assert [option for option, _ in wav_file.option_faults(wrong)] == ["hears", "says"]
    assert not list(wav_file.option_faults(wav_file.Options(says=str(tmp_path / "said.wav"))))


async def test_what_the_disk_does_not_take_in_a_minute_is_dropped_and_counted(tmp_path: Path) -> None:
    timers, lost = InventedTimers(), list[DriverFault]()
    options = wav_file.Options(says=str(tmp_path / "said.wav"))
    device = wav_file.Driver(options, Port(), lost=lost.append, now=lambda: 0, timers=timers)
    await device.prepare()
    device.begin()
    timers.pass_ms(20 * (MOST_UNWRITTEN + 100))  # no task runs meanwhile
    assert device.counts.lost == device.counts.heard - MOST_UNWRITTEN > 90
    device.close()
    await device.gone()
    assert (tmp_path / "said.wav").stat().st_size == 44 + 320 * MOST_UNWRITTEN


async def test_a_file_that_can_not_be_written_any_more_is_told(tmp_path: Path) -> None:
    timers, lost = InventedTimers(), list[DriverFault]()
    folder = tmp_path / "sound"
    folder.mkdir()
    options = wav_file.Options(says=str(folder / "said.wav"))
    device = wav_file.Driver(options, Port(), lost=lost.append, now=lambda: 0, timers=timers)
    await device.prepare()
    (folder / "said.wav").unlink()
    (folder / "said.wav").mkdir()
    device.begin()
    timers.pass_ms(2_000)
    device.close()
    async with asyncio.timeout(30):
        while not lost:
            await pass_s(0.01)
    await device.gone()
    assert "cannot be written" in str(lost[0])


def test_a_loop_that_stood_still_makes_up_for_a_little_and_counts_the_rest() -> None:
    timers, port = InventedTimers(), Port()
    device = silent.Driver(silent.Options(), port, lost=lambda _: None, now=lambda: 0, timers=timers)
    device.begin()
    timers.pass_ms(10)
    timers.pass_ms(1_010, late_ms=1_000)
    assert port.asked == 1 + MOST_LATE + 1
    assert device.counts.lost == 50 - MOST_LATE
    device.close()
