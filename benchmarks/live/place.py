"""What is measured: a house of n lines and n pretend agents, and callers who press keys and speak in bursts."""

import math

import msgspec
import numpy as np

from appliance.demo.site import Place
from appliance.model.words import Ms, Value
from appliance.pretend.script import (
    HangUp,
    HangUpHow,
    Listen,
    Press,
    PretendCall,
    Script,
    Step,
    Tone,
    WaitSound,
    encode_script,
)
from appliance.sound import tones, wav
from appliance.sound.frames import RATE

CALLER_HZ, AGENT_HZ = 1_020, 1_600
"""Part of no tone of an exchange."""

KEYS = 4
"""Times a caller asks for the chime before going to an agent."""

FIRST_CALL_MS: Ms = 8_000
"""After the exchange has started: every line is set up."""
STAGGER_MS: Ms = 250
"""Between the first calls of neighbouring lines: what comes in is a busy morning, not an avalanche."""

PROMPT_MS: Ms = 300
UNTIL_ACCEPTED_MS: Ms = 2_500
"""A caller speaks without a pause for so long after the last key, so that the agent hears something at once."""
SLACK_MS: Ms = 20_000
"""Conversations last so much longer than what is measured of them."""

LEAST_ROUND_MS: Ms = 1_000
"""From burst to burst: far more than any delay, so that none is taken for another."""
MOST_ROUNDS = 480
"""A script has at most 1000 steps."""


class Load(Value, frozen=True, kw_only=True):
    lines: int
    seconds: int
    """Measured while all lines talk."""
    rounds: int
    """Short calls on each line before, for the times of ringing, keys and accepting."""
    drift_ppm: int
    slow: int = 0
    """Connections to the pages that drip a request's head while all talk; 0: the pages are not there at all."""

    @property
    def talk_ms(self) -> Ms:
        """Of the last call of each line."""
        return self.seconds * 1_000 + self.lines * STAGGER_MS + SLACK_MS

    @property
    def round_ms(self) -> Ms:
        """From burst to burst of a caller."""
        return max(LEAST_ROUND_MS, math.ceil(self.talk_ms / MOST_ROUNDS / 40) * 40)


def write(place: Place, load: Load) -> None:
    """Settings, prompts and the callers' script."""
    place.make_folders()
    site = place.site
    (site / "menu.wav").write_bytes(wav.to_bytes(tones.sine(500, PROMPT_MS, -15.0)))
    (site / "chime.wav").write_bytes(wav.to_bytes(tones.sine(900, PROMPT_MS, -15.0)))
    (site / "quiet.wav").write_bytes(wav.to_bytes(np.zeros(RATE, np.int16)))
    place.config.write_text(_BOX.format(place=place))
    (site / "house.toml").write_text(_HOUSE)
    numbers = range(1, place.lines + 1)
    (site / "lines.toml").write_text("".join(_LINE.format(number=number, ports=place.ports) for number in numbers))
    agents = "".join(_AGENT.format(number=number, report=place.conversations, hz=AGENT_HZ) for number in numbers)
    (site / "agents.toml").write_text(agents)
    place.script.write_bytes(encode_script(script(load)))


def script(load: Load) -> Script:
    """The short calls of each line, then the one that is measured."""
    calls = []
    for number in range(1, load.lines + 1):
        caller = PretendCall(
            line=f"line{number}", at_ms=FIRST_CALL_MS + number * STAGGER_MS, number=f"555{number:04}", name="BENCHMARK"
        )
        short = msgspec.structs.replace(caller, kind="short", steps=(*_asking(), HangUp(how=HangUpHow.LOOP_BREAK)))
        long = msgspec.structs.replace(caller, kind="long", steps=(*_asking(), *_bursts(load), HangUp()))
        calls += [short] * load.rounds + [long]
    return Script(call=tuple(calls))


def _asking() -> tuple[Step, ...]:
    """Through the menu: the chime some times, each asked for in silence, then an agent."""
    silent = 2 * PROMPT_MS + 700
    chimes: list[Step] = []
    for _ in range(KEYS):
        chimes += [Press(keys="2"), Listen(ms=silent)]
    return (
        WaitSound(),
        Listen(ms=PROMPT_MS + 400),
        *chimes,
        Press(keys="1"),
        Tone(hz=CALLER_HZ, ms=UNTIL_ACCEPTED_MS),
    )


def _bursts(load: Load) -> list[Step]:
    half = load.round_ms // 2
    rounds = load.talk_ms // load.round_ms
    return [step for _ in range(rounds) for step in (Listen(ms=half), Tone(hz=CALLER_HZ, ms=half))]


_BOX = """
[box]
name = "Benchmark"
state_dir = "{place.state}"
cache_dir = "{place.cache}"
run_dir = "{place.socket.parent}"
drain = "1 s"

[web]
port = {place.web_port}
without_sign_in = "viewer"

[sound]
country = "us"

[lamps]
driver = "off"
"""

_HOUSE = """
[[flow]]
name = "main"
start = "menu"
person = "agents"

[flow.steps.menu]
step = "ask"
prompts = ["menu"]
choices = { 1 = "agents", 2 = "chime" }
repeats = 0
on_exhausted = "goodbye"

[flow.steps.chime]
step = "say"
prompts = ["chime"]
then = "menu"

[flow.steps.agents]
step = "queue"
queue = "agents"
on_overflow = "goodbye"

[flow.steps.goodbye]
step = "hang_up"

[[queue]]
name = "agents"
music = "quiet"      # so that the agent's first sound is the first sound

[[prompt]]
name = "menu"
file = "menu.wav"

[[prompt]]
name = "chime"
file = "chime.wav"

[[prompt]]
name = "quiet"
file = "quiet.wav"
"""

_LINE = """
[[line]]
name = "line{number}"
flow = "main"
ring_gap = "3 s"
driver = "voice_modem"
options = {{ port = "{ports}/line{number}" }}
"""

_AGENT = """
[[agent]]
name = "agent{number}"
wrap_up = "500 ms"
station = "pretend"
ready_at_start = true

[agent.options]
answers_after = "500 ms"
tone_hz = {hz}
level_dbm0 = -12.0
speaks = "500 ms"
pauses = "500 ms"
kept = "1 s"
report = "{report}"
"""
