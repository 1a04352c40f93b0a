"""A caller hears the message, says it again and keeps it; it is in its box, shines on its lamp, and comes as mail."""

import asyncio
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import numpy as np
import pytest

from appliance.model.states import LampPattern
from appliance.pretend.report import Ended
from appliance.pretend.script import Press, PretendCall, Tone, WaitRelease, WaitSilence, WaitTone
from appliance.sound.loudness import SPEECH_LUFS, loudness_lufs
from appliance.sound.wav import channels_from_bytes
from tests.journey.house import House
from tests.journey.processes import Box, Exchange, Running, callbox
from tests.mail.smtp_house import Server, serving

pytestmark = pytest.mark.journey

FIRST_HZ, SECOND_HZ = 1_500, 1_050
SITE = """
[[lamp]]
name = "letters"
box = "letters"

[mail]
host = "localhost"
port = {port}
security = "none"
sender = "box@example.org"
to = {{ letters = ["anna@example.org"] }}
"""
REVIEWED = 'box = "letters"\nreview = true\nreview_prompts = ["beep"]\n'
BOX_ENDED_IT = {Ended.BOX_HUNG_UP, Ended.SCRIPT_DONE}
"""While the caller still let go of the last key, or when they already waited for it."""
AFTER_BEEP = WaitSilence(ms=200)


def press(key: str) -> Press:
    """Lets go at once: the box beeps 40 ms after the key began, and half the beep at least comes after the key."""
    return Press(keys=key, off_ms=10)


def caller() -> PretendCall:
    """Says one thing, hears it, says another, keeps that."""
    steps = (
        AFTER_BEEP,
        Tone(hz=FIRST_HZ, ms=1_500, dbm0=-25),
        press("#"),
        AFTER_BEEP,
        press("1"),
        WaitTone(hz=FIRST_HZ),
        WaitSilence(ms=200),  # the menu's beep follows at once
        press("2"),
        AFTER_BEEP,
        Tone(hz=SECOND_HZ, ms=2_000, dbm0=-25),
        press("#"),
        AFTER_BEEP,
        press("#"),
        WaitRelease(),
    )
    return PretendCall(kind="says it again", line="line1", number="5550101", steps=steps)


def written(house: House, port: int) -> House:
    house.write()
    flows = house.site / "flows.toml"
    flows.write_text(flows.read_text().replace('box = "letters"\n', REVIEWED))
    (house.site / "mail.toml").write_text(SITE.format(port=port))
    return house


def strength(sound: np.ndarray, hz: int) -> float:
    """Of one tone in all there is, 0 to 1."""
    time = np.arange(sound.size) / 8_000
    part = np.abs(np.sum(sound * np.exp(-2j * np.pi * hz * time))) / sound.size
    return float(2 * part**2 / np.mean(sound.astype(np.float64) ** 2))


def lamp(box: Box) -> LampPattern:
    return next(view.pattern for view in box.snapshot().lamps if view.name == "letters")


async def test_said_again_kept_shown_and_mailed(tmp_path: Path, keep: Callable[[Running], Running]) -> None:
    async with serving() as server:
        house = written(House(folder=tmp_path, flows=("letter",)), server.port)
        mail = keep(Running("mail", ["run", "--config", str(house.config)], tmp_path / "mail.log"))
        await asyncio.to_thread(
            mail.wait_until, house.socket.with_name("mail.sock").exists, "the mail program is there"
        )
        await asyncio.to_thread(_call, house, keep, server)
    assert server.to == [["anna@example.org"]]


def _call(house: House, keep: Callable[[Running], Running], server: Server) -> None:
    exchange = keep(Exchange(house, (caller(),)))
    box = keep(Box(house))
    assert isinstance(box, Box)
    assert isinstance(exchange, Exchange)
    box.ready()
    box.wait_until(lambda: bool(exchange.outcomes()), "the call is over")
    (outcome,) = exchange.outcomes()
    assert outcome.ended in BOX_ENDED_IT, outcome
    box.wait_for(lambda view: any(each.new == 1 for each in view.boxes), "the message is new in its box")
    assert lamp(box) is LampPattern.ON
    (file,) = (house.state / "messages").rglob("*.wav*")
    box.wait_until(lambda: bool(server.mails), "the mail is there")
    check_sound(file.read_bytes(), server.mails[0])
    out = house.folder / "heard.wav"
    heard = callbox("messages", "hear", file.stem.removeprefix("call-"), str(out), "--config", str(house.config))
    assert heard.returncode == 0, heard.stderr
    assert out.read_bytes() == file.read_bytes()
    box.wait_for(lambda view: lamp(box) is LampPattern.OFF, "the lamp is off once the message was heard")


def check_sound(kept: bytes, mail: EmailMessage) -> None:
    """What was mailed is what was kept: the second thing said, all of it, nothing else, at the level of prompts."""
    (attached,) = mail.iter_attachments()
    assert attached.get_payload(decode=True) == kept
    sound = channels_from_bytes(kept)[:, 0]
    assert 1_900 <= sound.size // 8 <= 2_400
    assert strength(sound, SECOND_HZ) > 0.8
    assert strength(sound, FIRST_HZ) < 0.01
    assert abs(loudness_lufs(sound.astype(np.float64), 8_000) - SPEECH_LUFS) < 2.5
