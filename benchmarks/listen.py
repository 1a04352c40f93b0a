"""Music, a prompt and a bridge looked at, in figures and pictures: python -m benchmarks listen FOLDER."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from appliance.drivers.sound.tone_plans import load_tone_plan
from appliance.sound import wav
from appliance.sound.desk import Desk
from appliance.sound.frames import FRAME_SAMPLES, RATE, SILENCE, Samples
from appliance.sound.levels import dbm0_of_power
from appliance.sound.music import hold_music
from appliance.sound.recorders import BridgeBlock
from benchmarks.desk.house import Call, Line, calls

SECONDS = 20
STEP_SAMPLES = 80
"""10 ms."""
CLICK = 6_000
"""Second difference of neighbours, int16; also ten times what is usual within 10 ms."""


def main(argv: list[str]) -> int:
    arguments = _arguments(argv)
    arguments.folder.mkdir(parents=True, exist_ok=True)
    lines = [
        "| sound | s | dBm0: median · most | peak | gaps of 40 ms | longest, ms | clicks | <300 · middle · >3400 Hz, % |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name, sound in _sounds().items():
        lines.append(_row(name, sound))
        _draw(arguments.folder, name, sound)
    print("\n".join(lines))
    return 0


def _sounds() -> dict[str, Samples]:
    """Through the desk, as a caller hears them."""
    call = next(calls(1, SECONDS, np.random.default_rng(3)))
    return {
        "music on hold": _held(),
        "prompt": _prompted(call.agent[: 6 * RATE]),
        **_bridged(call),
    }


def _held() -> Samples:
    """Music, twice around its seam."""
    desk = Desk(load_tone_plan("us"))
    desk.add_leg("line")
    desk.play_music("line", hold_music())
    ticks = 2 * hold_music().size // FRAME_SAMPLES + 10
    return np.concatenate([desk.tick({"line": SILENCE}).frames["line"] for _ in range(ticks)])


def _prompted(prompt: Samples) -> Samples:
    """One prompt cut into three that follow one another: no sample may be between them."""
    desk = Desk(load_tone_plan("us"))
    desk.add_leg("line")
    third = prompt.size // 3
    desk.play("line", (prompt[:third], prompt[third : 2 * third], prompt[2 * third :]), 1)
    said = [desk.tick({"line": SILENCE}).frames["line"] for _ in range(-(-prompt.size // FRAME_SAMPLES))]
    assert np.array_equal(np.concatenate(said)[: prompt.size], prompt), "a prompt went out changed"
    return np.concatenate(said)


def _bridged(call: Call) -> dict[str, Samples]:
    """What came from the line, and both channels of what is recorded, behind canceller and level."""
    desk, line, came, recorded = Desk(load_tone_plan("us"), level=True), Line(call), [], []
    desk.add_leg("line")
    desk.add_leg("agent", detect=False)
    desk.join("line", "agent")
    desk.record_bridge(1, "line", "agent")
    for _ in range(SECONDS * RATE // FRAME_SAMPLES - 1):
        heard = line.heard_samples()
        tick = desk.tick({"line": heard, "agent": line.agent()})
        line.send_samples(tick.frames["line"])
        came.append(heard)
        recorded += [block.samples for block in tick.recorded if isinstance(block, BridgeBlock)]
    both = np.concatenate(recorded)
    return {"line as it came": np.concatenate(came), "caller, recorded": both[:, 0], "agent, recorded": both[:, 1]}


def _row(name: str, sound: Samples) -> str:
    steps = sound[: sound.size // STEP_SAMPLES * STEP_SAMPLES].reshape(-1, STEP_SAMPLES).astype(np.float64)
    levels = np.array([dbm0_of_power(power) for power in (steps**2).mean(axis=1)])
    gaps = _runs(levels < -60.0)
    long = [gap for gap in gaps if gap >= 4]
    share = _shares(sound)
    cells = (
        name,
        f"{sound.size / RATE:.1f}",
        f"{np.median(levels):.1f} · {levels.max():.1f}",
        np.abs(sound.astype(int)).max(),
        len(long),
        10 * max(gaps, default=0),
        _clicks(sound),
        " · ".join(f"{each:.1f}" for each in share),
    )
    return f"| {' | '.join(map(str, cells))} |"


def _runs(quiet: Sequence[bool]) -> list[int]:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], np.asarray(quiet, int), [0]])))
    return [int(end - begin) for begin, end in zip(edges[::2], edges[1::2], strict=True)]


def _clicks(sound: Samples) -> int:
    """Steps that stand alone: the second difference beyond CLICK and ten times what is usual around it."""
    bend = np.abs(np.diff(sound.astype(int), 2))
    usual = np.convolve(bend, np.ones(81) / 81, "same") + 1
    return int(np.count_nonzero((bend > CLICK) & (bend > 10 * usual)))


def _shares(sound: Samples) -> list[float]:
    power = np.abs(np.fft.rfft(sound.astype(np.float64))) ** 2
    hz = np.fft.rfftfreq(sound.size, 1 / RATE)
    bands = ((hz > 0) & (hz < 300), (hz >= 300) & (hz <= 3_400), hz > 3_400)
    return [100 * float(power[band].sum() / max(power[1:].sum(), 1.0)) for band in bands]


def _draw(folder: Path, name: str, sound: Samples) -> None:
    """The sound, and its wave over its spectrogram: 32 ms windows, 8 ms apart, 80 dB of range."""
    file = folder / f"{name.replace(' ', '_').replace(',', '')}.wav"
    file.write_bytes(wav.to_bytes(sound))
    try:
        from matplotlib.figure import Figure
    except ImportError:
        sys.stderr.write("benchmarks.listen: no pictures without matplotlib, of the extra `plots`\n")
        return
    figure = Figure(figsize=(14, 7), layout="constrained")
    wave, spectrum = figure.subplots(2, 1, sharex=True, height_ratios=(1, 2))
    wave.plot(np.arange(sound.size) / RATE, sound, linewidth=0.3)
    wave.set(title=name, ylim=(-32_768, 32_767), ylabel="int16")
    spectrum.specgram(sound / 32_768, NFFT=256, Fs=RATE, noverlap=192, vmin=-130, vmax=-50)
    spectrum.set(xlabel="s", ylabel="Hz")
    figure.savefig(file.with_suffix(".png"), dpi=80)


def _arguments(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks listen", description=__doc__)
    parser.add_argument("folder", type=Path, help="for the sounds and their pictures")
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
