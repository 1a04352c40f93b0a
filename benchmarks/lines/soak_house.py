"""What the soak is made of: a house of sixteen mixed lines, and what callers and modems do in each of its eras."""

import random
from collections.abc import Iterator
from typing import Final

from appliance.demo.layout import Layout
from appliance.model.words import LineName, Value
from appliance.pretend.families import FAMILIES
from appliance.pretend.gsm.coverage import NetworkChange
from appliance.pretend.gsm.families import GSM_FAMILIES
from appliance.pretend.gsm.family_parts import PortRole
from appliance.pretend.gsm.mobile_script import MobileScript
from appliance.pretend.gsm.texts import PretendText
from appliance.pretend.script import (
    HangUp,
    HangUpHow,
    Listen,
    Press,
    PretendCall,
    Step,
    Tone,
    Unplug,
    WaitRelease,
    WaitSound,
)

MOBILE: Final = ("sim7600", "ec25", "huawei_e1550", "huawei_e173", "sim7600", "ec25")
"""Families whose sound comes through a serial port, of every third line."""
LINES: Final = 16
AGENT_HZ: Final = (600, 700, 800, 900)
CALLER_HZ: Final = 1_000
TEXTS: Final = 4
"""To each mobile line in each era."""
TEXTS_OVER_MS: Final = 45_000
FLOWS: Final = ("talk", "letter", "brief")

VOICE_WRONG: Final = (
    *("echoes_late", "drops_a_byte", "drops_a_byte:977", "doubles_a_line", "answers_error_once", "stalls"),
    *("answers_error_once:+VTR", "stalls:+VLS", "unplugged_mid_call:1500", "never_signals_hang_up"),
    *("samples_before_connect", "false_dial_tone", "renumbers"),
)
MOBILE_WRONG: Final = (
    *("doubles_a_line", "answers_error_once", "doubles_carriage_returns", "swallows_ok", "glues_lines"),
    *("floods_events", "bare_prompt", "sim_busy", "tells_number_late", "ussd_before_ok", "renumbers"),
    *("listing_kills_dialling", "unplugged_mid_call:1500", "stalls:+CLCC", "drops_a_byte", "echoes_late"),
)
"""Some do nothing to incoming calls; then the line has a quiet era."""
WEAR: Final = {"sim7600": ("sound_half_dies", "loses_text_events"), "huawei_e1550": ("loses_text_events",)}
"""What only some families are known for."""


class Era(Value, frozen=True, kw_only=True):
    """One life of the exchange: all modems are plugged in at its beginning and pulled out at its end."""

    families: tuple[str, ...]
    """Of line1, line2 …"""
    wrong: dict[LineName, tuple[str, ...]]
    script: MobileScript

    @property
    def texts(self) -> set[str]:
        return {text.text for text in self.script.text}


def is_mobile(number: int) -> bool:
    """Of line<number>, counted from 1."""
    return number % 5 in {0, 3} and number <= 15


def mobile_family(number: int) -> str:
    return MOBILE[[each for each in range(1, LINES + 1) if is_mobile(each)].index(number)]


def era(chance: random.Random, number: int, calls: int) -> Era:
    """Callers, texts, misbehaviours and losses of network by the dice."""
    families = tuple(_family(chance, line) for line in range(1, LINES + 1))
    names = [f"line{line}" for line in range(1, LINES + 1)]
    wrong = {name: _wrong(chance, family) for name, family in zip(names, families, strict=True)}
    mobiles = [name for line, name in enumerate(names, 1) if is_mobile(line)]
    return Era(
        families=families,
        wrong=wrong,
        script=MobileScript(
            call=tuple(_calls(chance, names, calls)),
            text=tuple(_texts(chance, mobiles, number)),
            network=tuple(_losses(chance, mobiles)),
        ),
    )


def _family(chance: random.Random, line: int) -> str:
    return mobile_family(line) if is_mobile(line) else chance.choice(list(FAMILIES))


def _wrong(chance: random.Random, family: str) -> tuple[str, ...]:
    """None, one or two; never two that are one with another argument."""
    known = (*MOBILE_WRONG, *WEAR.get(family, ())) if family in GSM_FAMILIES else VOICE_WRONG
    chosen = chance.sample(known, chance.choice((0, 1, 1, 2)))
    return tuple({each.partition(":")[0]: each for each in chosen}.values())


def _calls(chance: random.Random, names: list[LineName], count: int) -> Iterator[PretendCall]:
    """Each line has its share of a quarter of them; the others come to whichever line is free."""
    for number in range(count):
        line = names[number % len(names)] if number < count // 4 else ""
        yield _call(chance, line)


def _call(chance: random.Random, line: LineName) -> PretendCall:
    how = chance.choice(list(HangUpHow))
    speaks = Tone(hz=CALLER_HZ, ms=chance.randint(200, 1_500))
    listens = Listen(ms=chance.randint(100, 1_500))
    kinds: dict[str, tuple[Step, ...]] = {
        "speaks": (WaitSound(within_ms=30_000), listens, speaks, HangUp(how=how)),
        "speaks at once": (speaks, listens, HangUp(how=how)),
        "hangs up at once": (HangUp(how=how),),
        "waits for the box": (listens, WaitRelease(within_ms=12_000)),
        "presses keys": (listens, Press(keys="1"), Press(keys="*9"), speaks, HangUp(how=how)),
        "gives up ringing": (HangUp(),),
        "pulls the plug": (listens, Unplug(back_after_ms=chance.randint(300, 3_000))),
    }
    kind = chance.choices(list(kinds), (30, 15, 10, 15, 15, 8, 7))[0]
    rings = 2 if kind == "gives up ringing" else 20
    number = f"555{chance.randrange(10**7):07}"
    return PretendCall(kind=kind, line=line, number=number, patience_rings=rings, steps=kinds[kind])


def _texts(chance: random.Random, mobiles: list[LineName], number: int) -> Iterator[PretendText]:
    """Every body is another, so that one lost and one told twice are both seen; every second one has several parts."""
    for line in mobiles:
        for text in range(TEXTS):
            body = f"era {number} {line} text {text} " + "äöü€ " * (chance.randint(40, 90) if text % 2 else 0)
            at_ms = chance.randint(5_000, TEXTS_OVER_MS)
            yield PretendText(line=line, at_ms=at_ms, number="+49170555", text=body.strip())


def _losses(chance: random.Random, mobiles: list[LineName]) -> Iterator[NetworkChange]:
    """One line is without a network for a short while, one for longer than the box bears it."""
    short, long = chance.sample(mobiles, 2)
    for line, lasts_ms in ((short, 8_000), (long, 45_000)):
        at_ms = chance.randint(10_000, 40_000)
        yield NetworkChange(line=line, at_ms=at_ms, registration="searching")
        yield NetworkChange(line=line, at_ms=at_ms + lasts_ms, registration="home")


class House(Layout, frozen=True):
    """The box's side. Ports are named by the sockets they hang on, as those names outlive every plug."""

    def write(self) -> None:
        self.make_folders()
        self.config.write_text(_MAIN.format(house=self))
        lines = (_line(self, number) for number in range(1, LINES + 1))
        agents = (_AGENT.format(number=number, hz=hz) for number, hz in enumerate(AGENT_HZ, 1))
        (self.site / "house.toml").write_text("".join((_TALK, _LETTER, _BRIEF, _QUEUE, *lines, *agents)))

    def port(self, number: int, interface: int) -> str:
        return str(self.ports / "by-path" / f"pretend-usb-0:{number}:1.{interface}-port0")


def _line(house: House, number: int) -> str:
    flow = FLOWS[number % len(FLOWS)]
    if not is_mobile(number):
        return _LINE.format(number=number, flow=flow, driver="voice_modem", options=f'port = "{house.port(number, 0)}"')
    ports = {port.role: house.port(number, port.interface) for port in GSM_FAMILIES[mobile_family(number)].ports}
    options = f'port = "{ports[PortRole.AT]}", sound_port = "{ports[PortRole.SOUND]}"'
    return _LINE.format(number=number, flow=flow, driver="gsm_modem", options=options)


_MAIN = """
[box]
name = "Soak"
state_dir = "{house.state}"
cache_dir = "{house.cache}"
run_dir = "{house.socket.parent}"
drain = "1 s"

[sound]
hang_up_silence = "5 s"

[lamps]
driver = "off"
"""

_BYE = """
[flow.steps.bye]
step = "hang_up"
"""

_MESSAGE = f"""
[flow.steps.message]
step = "take_message"
prompts = ["beep"]
box = "letters"
silence = "1 s"
least = "300 ms"
then = "bye"
{_BYE}"""

_TALK = f"""
[[flow]]
name = "talk"
start = "wait"
person = "wait"

[flow.steps.wait]
step = "queue"
queue = "sales"
keys = {{ 9 = "message" }}
on_overflow = "message"
{_MESSAGE}"""

_LETTER = f"""
[[flow]]
name = "letter"
start = "message"
{_MESSAGE}"""

_BRIEF = f"""
[[flow]]
name = "brief"
start = "word"

[flow.steps.word]
step = "say"
prompts = ["beep"]
then = "bye"
{_BYE}"""

_QUEUE = """
[[queue]]
name = "sales"
need = { sales = 1 }
needs_staff = false
"""

_LINE = """
[[line]]
name = "line{number}"
flow = "{flow}"
ring_gap = "1500 ms"
call_limit = "2 min"
driver = "{driver}"
options = {{ {options} }}
"""

_AGENT = """
[[agent]]
name = "agent{number}"
skills = {{ sales = 1 }}
wrap_up = "200 ms"
ready_at_start = true
station = "pretend"
options = {{ answers_after = "200 ms", speaks = "2 s", pauses = "1 min", tone_hz = {hz} }}
"""
