"""What hang_up.py listens to: tones of exchanges on bad lines, and everything that must not be taken for them."""

import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from appliance.drivers.sound.tone_plans import load_tone_plan, tone_plan_names
from appliance.sound import tones, wav
from appliance.sound.codecs import CODECS
from appliance.sound.frames import RATE, Samples
from appliance.sound.levels import peak_of_sine
from appliance.sound.music import hold_music
from appliance.sound.resample import to_8k
from appliance.sound.tone_plan import ToneRule

SNR_DB = 15
SOUNDS = Path("/usr/share/asterisk")
"""Where Debian's asterisk-core-sounds-*-wav and asterisk-moh-opsound-wav put theirs."""

LEAD_MS = 1_000
WAV_HEADER = 44
"""Bytes."""
GAP = np.zeros(RATE // 4, np.int16)
HUM_HZ = (0.0, 50.0, 60.0)
"""0: white noise instead."""

VOICES = (
    "en",
    "en+f2",
    "en-us+m3",
    "de+f3",
    "fr+f4",
    "es+m3",
    "it+f2",
    "pt+m5",
    "pl+f5",
    "ru+f1",
    "nl+m7",
    "fi",
    "sv+f2",
    "tr",
)
TEXTS = (
    "Hello, who do I speak to? You do? Good. I rang too; nobody knew. Hmm. Mm. Ooh. My number is two two oh oh seven. ",
    "No, no, no. One moment. Who knew? Do you? So do I. Zoom the room, the moon is blue. Uno, due, tu, du, nu. ",
)
Corpus: TypeAlias = tuple[str, Iterable[Samples]]
Floats: TypeAlias = npt.NDArray[np.float64]


class Line(NamedTuple):
    """How a tone arrives."""

    dbm0: float
    """Of each frequency."""
    off: float
    """Share by which the frequencies are off; two that do not beat are off in opposite directions."""
    stretch: float
    """Of the cadence."""
    hum_hz: float
    codec: str
    lead_ms: int
    """Before the tone begins."""


def drawn_line(dbm0: float, chance: np.random.Generator) -> Line:
    """Off by up to 1.5 %, slower or faster by up to 10 %, white noise or hum, mu-law or A-law, anywhere in a frame."""
    return Line(
        dbm0,
        float(chance.choice((-0.015, -0.007, 0.0, 0.007, 0.015))),
        float(chance.choice((0.9, 0.95, 1.0, 1.05, 1.1))),
        float(chance.choice(HUM_HZ)),
        str(chance.choice(("ulaw", "alaw"))),
        LEAD_MS + int(chance.integers(0, 40)),
    )


def on_a_line(rule: ToneRule, line: Line, ms: int, chance: np.random.Generator) -> Samples:
    """The noise alone for the lead, then the tone from the start of its cadence for `ms`."""
    places = np.arange(8 * ms)
    tone = np.zeros(places.size)
    for each, hz in enumerate(rule.hz):
        turned = 2 * np.pi * hz * (1 + line.off * (-1) ** (each * _apart(rule))) / RATE
        tone += peak_of_sine(line.dbm0) * np.sin(turned * places + chance.uniform(0, 2 * np.pi))
    tone *= _gate(rule, line.stretch, places)
    lead = 8 * line.lead_ms
    sound = np.concatenate([np.zeros(lead), tone]) + _noise(rule, line, lead + tone.size, chance)
    decode, encode = CODECS[line.codec]
    return decode(encode(np.clip(np.rint(sound), -32768, 32767).astype(np.int16)))


def _apart(rule: ToneRule) -> bool:
    """Tones that beat come from one clock."""
    return len(rule.hz) == 2 and rule.hz[1] - rule.hz[0] > 80


def _gate(rule: ToneRule, stretch: float, places: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_] | float:
    if not rule.cadence_ms:
        return 1.0
    edges = np.cumsum(np.array(rule.cadence_ms) * 8 * stretch)
    gate: npt.NDArray[np.bool_] = np.searchsorted(edges, places % edges[-1], "right") % 2 == 0
    return gate


def _noise(rule: ToneRule, line: Line, count: int, chance: np.random.Generator) -> Floats:
    power = len(rule.hz) * peak_of_sine(line.dbm0) ** 2 / 2 / 10 ** (SNR_DB / 10)
    if not line.hum_hz:
        return chance.normal(0, np.sqrt(power), count)
    hum: Floats = np.sqrt(2 * power) * np.sin(2 * np.pi * line.hum_hz * np.arange(count) / RATE)
    return hum


def prompts(folder: Path = SOUNDS) -> Iterator[Corpus]:
    """Each language's prompts, a pause between; nothing where the packages are not installed."""
    for language in sorted(folder.glob("sounds/*_*_*")):
        yield f"prompts {language.name}", map(_read, sorted(language.rglob("*.wav")))


def music(folder: Path = SOUNDS) -> Iterator[Corpus]:
    files = sorted(folder.glob("moh/*.wav"))
    if files:
        yield "music of opsound", map(_read, files)
    yield "our music", [np.tile(hold_music(), 4)]


def worse(corpora: Iterable[Corpus]) -> Iterator[Corpus]:
    """The same as from a bad telephone: only 300 to 700 Hz is left of it, and most of it is loud."""
    for name, sounds in corpora:
        yield f"{name}, 300 to 700 Hz only", (_banded(sound) for sound in sounds)


def speech(rounds: int = 3, voices: Iterable[str] = VOICES) -> Corpus:
    """espeak-ng at several pitches: what it says is chosen for its long, dark vowels."""
    sounds = (_spoken(text * rounds, voice, pitch) for voice in voices for pitch in (20, 50, 80) for text in TEXTS)
    return "espeak-ng", sounds


def keys() -> Corpus:
    lengths = ((50, 50), (100, 100), (200, 200), (500, 500), (100, 400))
    rows = [
        tones.keys("123456789*0#ABCD" * 3, on_ms=on, off_ms=off, dbm0=dbm0) for on, off in lengths for dbm0 in (-5, -20)
    ]
    return "keys", [*rows, *(tones.key(key, 6_000) for key in "159D*0")]


def ringing(chance: np.random.Generator) -> Corpus:
    """Every plan's, slower and faster, loud and soft."""
    lines = [Line(dbm0, 0.0, stretch, 0.0, "ulaw", 100) for dbm0 in (-10, -30) for stretch in (0.9, 1.0, 1.1)]
    rules = [rule for name in tone_plan_names() for rule in load_tone_plan(name).ringing]
    return "ringing tones", (on_a_line(rule, line, 25_000, chance) for rule in dict.fromkeys(rules) for line in lines)


def data(chance: np.random.Generator) -> Corpus:
    """Fax and modem: CNG, CED, V.8 answer tone, V.21, V.22, V.23, Bell 103 and 202."""
    steady = (
        (1_100, 500, 3_000),
        (2_100, 3_300, 75),
        (2_100, 450, 0),
        (1_300, 600, 2_000),
        (2_225, 3_000, 0),
        (1_200, 1, 0),
    )
    bursts = [tones.progress(ToneRule(hz=(hz,), cadence_ms=(on, off) if off else ()), 12_000) for hz, on, off in steady]
    shifted = ((980, 1_180), (1_650, 1_850), (1_300, 2_100), (1_070, 1_270), (2_025, 2_225), (1_200, 2_200))
    return "fax and modem", [*bursts, *(_keyed(pair, baud, chance) for pair in shifted for baud in (300, 1_200))]


def _keyed(pair: tuple[int, int], baud: int, chance: np.random.Generator) -> Samples:
    hz = np.array(pair)[chance.integers(0, 2, 12 * baud)].repeat(RATE // baud)
    sound: Samples = np.rint(8_000 * np.sin(2 * np.pi * np.cumsum(hz) / RATE)).astype(np.int16)
    return sound


def _read(file: Path) -> Samples:
    """Some of the prompts are empty on purpose."""
    content = file.read_bytes()
    return wav.from_bytes(content) if len(content) > WAV_HEADER else GAP


def _spoken(text: str, voice: str, pitch: int) -> Samples:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "speech.wav"
        command = ["espeak-ng", "-v", voice, "-p", str(pitch), "-w", str(file), text]
        subprocess.run(command, check=True, capture_output=True)
        samples, rate = wav.mono_from_bytes(file.read_bytes())
    return wav.to_int16(to_8k(samples, rate))


def _banded(sound: Samples) -> Samples:
    spectrum = np.fft.rfft(sound)
    hz = np.fft.rfftfreq(sound.size, 1 / RATE)
    left = np.fft.irfft(spectrum * ((hz > 300) & (hz < 700)), sound.size)
    loudest = max(float(np.abs(left).max(initial=0)), 1.0)
    return np.rint(left * (20_000 / loudest)).astype(np.int16)
