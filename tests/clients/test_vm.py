"""vm of mgetty-voice judges the pretend V.253 modem: records a caller, plays to one; the sound is compared."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import serial

from appliance.pretend.gsm.mobile_script import MobileScript
from appliance.pretend.report import PretendOutcome
from appliance.pretend.script import Listen, PretendCall, Tone, WaitRelease
from appliance.pretend.sines import sines
from appliance.sound.codecs import ulaw_decode, ulaw_encode
from appliance.sound.frames import Samples
from appliance.sound.wav import from_bytes
from tests.clients.programs import Exchange, Program, needs

pytestmark = pytest.mark.clients

SETTINGS = Path("/etc/mgetty/voice.conf")
ULAW = 10
"""Its number for the codec."""
HEADER_BYTES = 32
IN_ITS_OWN_NAMESPACE = 'mount --bind "$0" /etc/mgetty/voice.conf && exec "$@"'
"""It reads one file of settings, whose place is compiled in: it gets another there, that only it sees."""


@pytest.fixture
def vm(tmp_path: Path, run: Callable[..., Program]) -> Callable[..., str]:
    path = needs("vm", "mgetty-voice")
    inside = ("unshare", "--mount", "--map-root-user", "sh", "-c", IN_ITS_OWN_NAMESPACE)
    own = tmp_path / "voice.conf"
    own.write_text(
        "part generic\nforceV253 true\nvoice_dir /tmp\nphone_owner root\nphone_group root\nphone_mode 0660\n"
        "message_flag_file .flag\nreceive_dir incoming\nport_speed 115200\nrec_speed 8000\nrec_silence_len 0\n"
        "program vm\n"
    )
    if shutil.which("unshare") is None or subprocess.run([*inside, str(own), "true"], check=False).returncode:
        pytest.skip("vm needs its settings in /etc, and no mount namespace can be had here to give it others")

    def call(exchange: Exchange, *command: str) -> str:
        device = str(Path(exchange.port).resolve()).removeprefix("/dev/")
        program = run(*inside, str(own), path, *command[:1], "-t", "-l", device, *command[1:])
        return program.rest(90)

    return call


def _ringing(exchange: Exchange) -> None:
    """Sets the modem up as its host, and waits until it rings."""
    with serial.Serial(exchange.port, timeout=30) as host:
        host.write(b"ATE0\r")
        assert host.read_until(b"RING\r\n").endswith(b"RING\r\n")


def _outcome(exchange: Exchange) -> PretendOutcome:
    exchange.say_until("call 1 on line1")
    (outcome,) = exchange.calls
    return outcome


def _place_of(part: Samples, whole: Samples) -> int:
    """Where the samples stand in the others, one for one; -1 where they do not."""
    return whole.astype("<i2").tobytes().find(part.astype("<i2").tobytes()) // 2


def test_it_records_what_a_caller_says(start: Callable[..., Exchange], vm: Callable[..., str], tmp_path: Path) -> None:
    call = PretendCall(line="line1", patience_rings=30, steps=(Tone(hz=440, ms=30_000), WaitRelease()))
    exchange = start(
        MobileScript(call=(call,)), "--family", "v253", "--heard", str(tmp_path / "heard"), "--ring-period-ms", "4000"
    )
    _ringing(exchange)
    recording = tmp_path / "recording.rmd"
    vm(exchange, "record", "-c", str(ULAW), "-L", "3", str(recording))
    said = from_bytes(Path(_outcome(exchange).said_wav).read_bytes())
    recorded = ulaw_decode(recording.read_bytes()[HEADER_BYTES:])
    assert len(recorded) > 2 * 8_000
    assert _place_of(recorded, said) >= 0
    spectrum = np.abs(np.fft.rfft(recorded[:8_000].astype(float)))
    assert int(np.argmax(spectrum)) == 440


def test_it_plays_to_a_caller(start: Callable[..., Exchange], vm: Callable[..., str], tmp_path: Path) -> None:
    call = PretendCall(line="line1", patience_rings=30, steps=(Listen(ms=30_000), WaitRelease()))
    exchange = start(
        MobileScript(call=(call,)), "--family", "v253", "--heard", str(tmp_path / "heard"), "--ring-period-ms", "4000"
    )
    _ringing(exchange)
    word = ulaw_encode(sines((700.0, 900.0), 16_000, -12.0))
    header = b"RMD1" + b"V253modem".ljust(16, b"\0") + ULAW.to_bytes(2, "big") + (8_000).to_bytes(2, "big") + b"\x08"
    (tmp_path / "word.rmd").write_bytes(header.ljust(HEADER_BYTES, b"\0") + word)
    vm(exchange, "play", str(tmp_path / "word.rmd"))
    outcome = _outcome(exchange)
    heard = from_bytes(Path(outcome.heard_wav).read_bytes())
    assert _place_of(ulaw_decode(word), heard) >= 0
    assert outcome.missing_samples == 0
