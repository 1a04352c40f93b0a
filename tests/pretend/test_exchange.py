"""The exchange as a process: options, a call through pyserial, unplugging, stopping."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import serial

from appliance.pretend.exchange import main
from appliance.pretend.gsm.mobile_script import MobileScript
from appliance.pretend.gsm.texts import PretendText
from appliance.pretend.report import Ended, decode_outcomes, decode_texts
from appliance.pretend.script import (
    HangUp,
    HangUpHow,
    Listen,
    PretendCall,
    Tone,
    Unplug,
    WaitTone,
    encode_script,
)
from appliance.pretend.sines import sines
from appliance.sound.codecs import ulaw_encode
from appliance.sound.wav import from_bytes

PROGRAM = "import sys; from appliance.pretend.exchange import main; sys.exit(main(sys.argv[1:]))"


class Running:
    def __init__(
        self, folder: Path, calls: tuple[PretendCall, ...], *options: str, texts: tuple[PretendText, ...] = ()
    ) -> None:
        self.ports, self.report = folder / "ports", folder / "report"
        script = folder / "script.json"
        script.write_bytes(encode_script(MobileScript(call=calls, text=texts)))
        given = ["--dir", str(self.ports), "--script", str(script), "--report", str(self.report), *options]
        self.process = subprocess.Popen([sys.executable, "-c", PROGRAM, *given], stderr=subprocess.PIPE)
        self.say_until("modems")

    def say_until(self, word: str) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            if word in line.decode():
                return
        pytest.fail(f"ended without saying {word}")

    def stop(self) -> list[Any]:
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(5) == 0
        return list(decode_outcomes(self.report.read_bytes()))


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Any]:
    started: list[Running] = []

    def begin(*calls: PretendCall, options: tuple[str, ...] = (), texts: tuple[PretendText, ...] = ()) -> Running:
        started.append(Running(tmp_path, calls, "--lines", "2", "--ring-period-ms", "500", *options, texts=texts))
        return started[-1]

    yield begin
    for running in started:
        running.process.kill()
        running.process.wait()
        if running.process.stderr:
            running.process.stderr.close()


def _ask(host: serial.Serial, command: bytes, answer: bytes = b"OK\r\n") -> bytes:
    host.write(command)
    return host.read_until(answer)


def _answer(host: serial.Serial) -> None:
    assert _ask(host, b"ATE0+VCID=1\r").endswith(b"OK\r\n")
    assert host.read_until(b"RING\r\n").endswith(b"RING\r\n")
    assert _ask(host, b"AT+FCLASS=8;+VSM=131,8000;+VLS=1;+VTR\r", b"CONNECT\r\n").endswith(b"CONNECT\r\n")


def test_a_call_from_ring_to_report(start: Any, tmp_path: Path) -> None:
    call = PretendCall(
        line="line1", number="123", steps=(WaitTone(hz=700), Tone(hz=440, ms=300), HangUp(how=HangUpHow.LOOP_BREAK))
    )
    running = start(call, options=("--heard", str(tmp_path / "heard")))
    with serial.Serial(str(running.ports / "line1"), timeout=5, exclusive=True) as host:
        _answer(host)
        tone = ulaw_encode(sines((700.0,), 2_000, -12.0)).replace(b"\x10", b"\x10\x10")
        began = time.monotonic()
        host.write(tone)
        stream = host.read_until(b"\x10l")
        assert stream.endswith(b"\x10l")
        # 8,000 bytes a second by a true clock, and what stood in the pipe before; a busy machine only makes it fewer.
        assert 2_400 < len(stream) <= (time.monotonic() - began) * 8_000 + 4_000
        assert _ask(host, b"\x10\x03").endswith(b"\x10\x03\r\nOK\r\n")
        assert _ask(host, b"ATH\r") == b"\r\nOK\r\n"
    running.say_until("script done")
    (outcome,) = running.stop()
    assert (outcome.ended, outcome.number, outcome.line) == (Ended.SCRIPT_DONE, "123", "line1")
    assert abs(outcome.released_ms - time.monotonic_ns() // 1_000_000) < 5_000
    assert abs(outcome.released_ms + outcome.wall_offset_ms - time.time() * 1_000) < 5_000
    said = from_bytes(Path(outcome.said_wav).read_bytes())
    assert len(said) == outcome.samples
    spoken = outcome.steps[1]
    part = said[spoken.began_sample : spoken.ended_sample].astype(float)
    assert round(int(np.argmax(np.abs(np.fft.rfft(part)))) * 8_000 / len(part)) == 440
    assert not list(running.ports.iterdir())


def test_a_host_that_dies_leaves_the_modem_streaming_and_the_next_one_finds_old_samples(start: Any) -> None:
    running = start(PretendCall(line="line2", steps=(Tone(hz=440, ms=60_000),)), options=("--family", "cx930xx"))
    port = str(running.ports / "line2")
    with serial.Serial(port, timeout=5) as host:
        _answer(host)
    with serial.Serial(port, timeout=5) as host:
        host.write(b"AT\r")
        assert b"OK" not in host.read(2_000)
        assert _ask(host, b"\x10\x03\x10^\x10!\rAT\r", b"\x10\x03\r\nOK\r\n\r\nOK\r\n").endswith(b"OK\r\n\r\nOK\r\n")
        assert _ask(host, b"ATZ\r") == b"\r\nOK\r\n"
    (outcome,) = running.stop()
    assert outcome.ended is Ended.BOX_HUNG_UP


def test_unplugged_and_plugged_in_again_under_the_same_name(start: Any) -> None:
    running = start(PretendCall(line="line1", steps=(Listen(ms=100), Unplug(back_after_ms=200))))
    port = running.ports / "line1"
    with serial.Serial(str(port), timeout=5) as host:
        _answer(host)
        with pytest.raises((OSError, serial.SerialException)):
            host.read(1_000_000)  # a dead port is not a quiet port
    running.say_until("unplugged")
    deadline = time.monotonic() + 5
    while not port.exists() and time.monotonic() < deadline:
        pass
    with serial.Serial(str(port), timeout=5) as host:
        assert _ask(host, b"AT\r") == b"AT\r\r\nOK\r\n"
    assert [outcome.ended for outcome in running.stop()] == [Ended.UNPLUGGED]


def test_a_mobile_line_from_ring_to_report_and_a_text_each_way(start: Any, tmp_path: Path) -> None:
    call = PretendCall(line="line1", number="123", steps=(WaitTone(hz=700), Tone(hz=440, ms=300), HangUp()))
    text = PretendText(line="line1", number="+49151", text="hello")
    running = start(call, texts=(text,), options=("--family", "huawei_e173", "--heard", str(tmp_path / "heard")))
    ports = running.ports
    assert {path.name for path in ports.iterdir()} >= {"line1", "line1-modem", "line1-sound", "by-path"}
    stable = ports / "by-path" / "pretend-usb-0:1:1.2-port0"
    assert stable.resolve() == (ports / "line1").resolve()
    with (
        serial.Serial(str(stable), timeout=5, exclusive=True) as host,
        serial.Serial(str(ports / "line1-sound"), timeout=5) as sound,
    ):
        assert _ask(host, b"ATE0\r").endswith(b"OK\r\n")
        assert _ask(host, b"AT+CNMI=2,1,0,1,0\r").endswith(b"OK\r\n")
        assert b'+CMTI: "SM",0' in host.read_until(b'+CMTI: "SM",0\r\n')
        assert host.read_until(b"RING\r\n").endswith(b"RING\r\n")
        assert b"^CONN:1,0" in _ask(host, b"ATA\r", b"^CONN:1,0\r\n")
        assert _ask(host, b"AT^DDSETEX=2\r").endswith(b"OK\r\n")
        tone = sines((700.0,), 1_600, -12.0).astype("<i2").tobytes()
        for start_at in range(0, 10 * 320, 320):  # 200 ms; when it has heard 60, the caller speaks for 300
            assert len(sound.read(320)) == 320
            sound.write(tone[start_at : start_at + 320])
        assert b"^CEND:1" in host.read_until(b",104,16\r\n")
        assert _ask(host, b"AT+CMGS=21\r", b"> ").endswith(b"> ")
        assert b"+CMGS: 1" in _ask(host, b"0001000A91947110325400000AE8329BFD4697D9EC37\x1a")
    running.say_until("text on line1")
    (outcome,) = running.stop()
    assert outcome.ended is Ended.SCRIPT_DONE
    (sent,) = decode_texts(running.report.read_bytes())
    assert (sent.destination, sent.text) == ("+4917012345", "hellohello")


def test_plugged_in_again_under_another_name_and_under_the_same_path(start: Any) -> None:
    call = PretendCall(line="line1", steps=(Listen(ms=100), Unplug(back_after_ms=200)))
    running = start(call, options=("--misbehave", "line1=renumbers", "--family", "usr5637"))
    with serial.Serial(str(running.ports / "line1"), timeout=5) as host:
        _answer(host)
    running.say_until("unplugged")
    path = running.ports / "by-path" / "pretend-usb-0:1:1.0-port0"  # put in place last
    deadline = time.monotonic() + 5
    while not path.exists() and time.monotonic() < deadline:
        pass
    assert not (running.ports / "line1").exists()
    assert path.resolve() == (running.ports / "line1~2").resolve()
    running.stop()


def test_it_stops_by_itself_when_all_is_done(start: Any) -> None:
    running = start(PretendCall(patience_rings=1, steps=(HangUp(),)), options=("--exit-when-done",))
    with serial.Serial(str(running.ports / "line1"), timeout=5) as host:
        _ask(host, b"ATE0\r")
        assert running.process.wait(10) == 0
    assert [outcome.ended for outcome in decode_outcomes(running.report.read_bytes())] == [Ended.GAVE_UP_RINGING]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--lines", "99"], "--lines 99 is outside 1 to 64"),
        (["--family", "usr5637,nokia"], "no such family; one of usr5637"),
        (["--misbehave", "line1=sulks"], "'sulks' is not one of echoes_late"),
        (["--misbehave", "line9=stalls"], "there is no line9; --lines 4 makes line1 to line4"),
        (["--script", "nowhere.toml"], "nowhere.toml: No such file"),
        (["--traffic", "-1"], "--traffic -1 is outside"),
    ],
)
def test_options_that_make_no_sense_are_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str], told: str
) -> None:
    assert main(["--dir", str(tmp_path / "ports"), *options]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert told in line


def test_a_second_call_on_an_analog_line_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "s.toml").write_text('[[call]]\nline = "line1"\nsecond = true\nsteps = [{do = "hang_up"}]\n')
    given = ["--dir", str(tmp_path / "ports"), "--script", str(tmp_path / "s.toml")]
    assert main([*given, "--family", "usr5637,sim800"]) == 2
    assert "only mobile lines know second calls" in capsys.readouterr().err


def test_a_missing_sound_file_is_told_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "s.toml").write_text('[[call]]\nsteps = [{do = "say", wav = "hello.wav"}]\n')
    assert main(["--dir", str(tmp_path / "ports"), "--script", str(tmp_path / "s.toml")]) == 2
    assert "hello.wav" in capsys.readouterr().err


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").touch()
    assert main(["--dir", str(tmp_path / "file" / "ports")]) == 1
    assert "must be writable" in capsys.readouterr().err
