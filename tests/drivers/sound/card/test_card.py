"""The box's side of a sound card, with a real child process that behaves well, dies, stalls, lies or says nothing."""

import asyncio
import os
import select
import signal
import subprocess
import sys
import tty
from pathlib import Path

import numpy as np
import pytest

from appliance.drivers.errors import DeviceGone, DeviceHeld, DeviceStuck
from appliance.drivers.sound.card.card_machine import ChildState
from tests.drivers.line.jumping_time import pass_s
from tests.drivers.sound.card.invented_cards import InventedCards
from tests.drivers.sound.card.rig import PATIENCE_S, QUICK, Ears, Rig, alive


def echoed(ears: Ears) -> list[int]:
    """The numbers of the frames that came back, silence left out."""
    return [int(frame[0]) - 1_000 for frame in ears.heard_frames if frame.any()]


async def test_frames_go_both_ways_in_order_at_the_card_s_pace_and_a_second_conversation_begins_afresh() -> None:
    rig = Rig()
    await rig.card.prepare()
    for _ in range(2):
        rig.ears.heard_frames.clear()
        first = rig.ears.said + 1
        await rig.card.ready()
        rig.card.begin()
        await rig.until(lambda: len(rig.ears.heard_frames) >= 100)
        rig.card.end()
        numbers = echoed(rig.ears)
        assert numbers[0] == first
        assert numbers == sorted(numbers)
        assert rig.ears.said - first + 1 <= len(rig.ears.heard_frames)
    assert not rig.lost
    assert rig.card._machine.state is ChildState.RESTING
    await rig.done()


async def test_preparing_again_keeps_a_child_that_is_well() -> None:
    rig = Rig()
    await rig.card.prepare()
    pid = rig.pid
    await rig.card.prepare()
    rig.card.begin()
    await rig.card.prepare()
    assert rig.pid == pid
    assert rig.card._machine.state is ChildState.RESTING
    await rig.done()


async def test_a_child_that_dies_in_a_conversation_is_told_once_and_is_fetched_again_by_prepare() -> None:
    rig = Rig("dies")
    await rig.card.prepare()
    rig.card.begin()
    await rig.until(lambda: rig.lost)
    [fault] = rig.lost
    assert isinstance(fault, DeviceStuck)
    assert str(fault) == "sound card pcm:fake: its process has died"
    assert 15 <= len(rig.ears.heard_frames) <= 20
    await rig.card.prepare()
    assert alive(rig.pid)
    await rig.done()


async def test_a_child_that_goes_silent_in_a_conversation_is_killed_and_started_again() -> None:
    rig = Rig("stalls", times=QUICK)
    await rig.card.prepare()
    stuck = rig.pid
    rig.card.begin()

    def noticed() -> bool:
        try:
            rig.card.check(int(asyncio.get_running_loop().time() * 1_000))
        except DeviceStuck as fault:
            return "no sound for 1 s in a call" in str(fault)
        return False

    await rig.until(noticed)
    await rig.until(lambda: rig.pid not in {0, stuck})
    await rig.until(lambda: not alive(stuck))
    await rig.until(lambda: rig.card._machine.state is ChildState.RESTING)
    assert not rig.lost
    await rig.done()


async def test_a_child_that_dies_at_rest_is_started_again_unless_it_has_only_just_begun() -> None:
    rig = Rig()
    await rig.card.prepare()
    os.kill(rig.pid, signal.SIGKILL)
    await rig.until(lambda: rig.lost)
    rig.lost.clear()
    await rig.card.prepare()
    rig.card._started_s -= 60
    before = rig.pid
    os.kill(before, signal.SIGKILL)
    await rig.until(lambda: rig.pid not in {0, before})
    await rig.until(lambda: rig.card._machine.state is ChildState.RESTING)
    assert not rig.lost
    await rig.done()


async def test_a_card_that_gives_no_sound_answers_no_call() -> None:
    rig = Rig("dumb", times=QUICK)
    await rig.card.prepare()
    with pytest.raises(DeviceStuck, match="no sound comes from it; no call is answered without it"):
        await rig.card.ready()
    await rig.done()


async def test_a_child_that_dies_when_asked_for_sound_is_tried_again_for_a_while() -> None:
    rig = Rig("dies_resting", times=QUICK)
    await rig.card.prepare()
    with pytest.raises(DeviceStuck, match="its process has died; no call is answered"):
        await rig.card.ready()
    assert not rig.lost
    await rig.done()


async def test_what_the_child_says_is_wrong_is_what_people_are_told() -> None:
    rig = Rig("refuses")
    with pytest.raises(DeviceHeld, match="somebody else has it; end that program"):
        await rig.card.prepare()
    await rig.done()


async def test_what_libraries_print_is_kept_for_the_log_and_no_more_than_its_end(
    caplog: pytest.LogCaptureFixture,
) -> None:
    rig = Rig("noisy")
    with pytest.raises(DeviceStuck, match="its process has died"):
        await rig.card.prepare()
    assert "ALSA lib: line 40 | ALSA lib: line 41" in caplog.text
    assert "line 59" in caplog.text
    assert "line 39" not in caplog.text
    await rig.done()


async def test_a_child_that_lies_about_its_counts_harms_nobody() -> None:
    rig = Rig("lies")
    await rig.card.prepare()
    rig.card.begin()
    await rig.until(lambda: rig.card.counts.missing == 7)
    for _ in range(50):
        await pass_s(0.01)
    assert not rig.lost
    await rig.done()


async def test_a_program_that_is_not_there_is_a_sentence() -> None:
    rig = Rig()
    rig.card._program = ("/nowhere/at/all",)
    with pytest.raises(DeviceStuck, match=r"sound card pcm:fake: .*No such file"):
        await rig.card.prepare()
    await rig.done()


async def test_a_card_that_is_plugged_out_while_it_rests_is_noticed_and_found_again(tmp_path: Path) -> None:
    cards = InventedCards(tmp_path)
    cards.plug(1, "Device", place="1-2", usb="0d8c:0014")
    rig = Rig(name="usb:0d8c:0014", finder=cards.finder)
    await rig.card.prepare()
    sign = rig.card.sign()
    assert sign is not None
    due = rig.card.next_wake()
    assert due is not None
    rig.card.check(due)
    cards.unplug(1)
    assert rig.card.sign() is None
    with pytest.raises(DeviceGone, match="sound card usb:0d8c:0014: it is no longer there; plug it in again"):
        rig.card.check(due + 2_000)
    with pytest.raises(DeviceGone, match="no such sound card; plug it in"):
        await rig.card.prepare()
    cards.plug(3, "Device_1", place="1-2", usb="0d8c:0014")
    assert rig.card.sign() not in {None, sign}
    await rig.card.prepare()
    await rig.card.ready()
    await rig.done()


OWNER = """
import asyncio
from tests.drivers.sound.card.rig import Rig

async def main():
    rig = Rig("")
    rig.card._wanted = type(rig.card._wanted)(name=NAME)
    await rig.card.prepare()
    rig.card.begin()
    print(rig.pid, flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""


def test_the_child_goes_with_a_box_that_is_killed_and_leaves_nothing_behind() -> None:
    master, slave = os.openpty()
    program = OWNER.replace("NAME", repr(os.ttyname(slave)))
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as box:
        assert box.stdout
        pid = int(box.stdout.readline())
        pidfd = os.pidfd_open(pid)
        names = {str(link.readlink()) for link in Path(f"/proc/{pid}/fd").iterdir()}
        assert "/memfd:callbox-card (deleted)" in names
        box.kill()
        assert wait_for(pidfd)
    os.close(pidfd)
    os.close(master)
    os.close(slave)


def wait_for(pidfd: int) -> bool:
    return bool(select.select([pidfd], [], [], PATIENCE_S)[0])


async def test_a_port_with_samples_is_a_card() -> None:
    """The real child, at a pseudo-terminal that sends frames and keeps what it gets."""
    master, slave = os.openpty()
    tty.setraw(slave)
    os.set_blocking(master, False)
    rig = Rig("", name=os.ttyname(slave))
    await rig.card.prepare()
    loop, got = asyncio.get_running_loop(), bytearray()
    loop.add_reader(master, lambda: got.extend(os.read(master, 65_536)))
    rig.card.begin()
    sent = 0
    while len(rig.ears.heard_frames) < 60:  # what comes before the sound flows is thrown away
        os.write(master, np.full(160, sent, "<i2").tobytes())
        sent += 1
        await pass_s(0.02)
    numbers = [int(frame[0]) for frame in rig.ears.heard_frames]
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    await rig.until(lambda: len(got) >= 60 * 320)
    said = np.frombuffer(bytes(got[: 60 * 320]), "<i2").reshape(60, 160)[:, 0]
    assert [number for number in said.tolist() if number][:20] == list(range(1_001, 1_021))
    loop.remove_reader(master)
    await rig.done()
    os.close(master)
    os.close(slave)
