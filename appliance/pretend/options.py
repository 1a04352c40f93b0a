"""What `callbox pretend` may be told on the command line, checked into one frozen value."""

import argparse
from pathlib import Path

from appliance.model.words import LineName, Ms, Value
from appliance.pretend.exchange_tones import COUNTRIES
from appliance.pretend.families import FAMILIES, MIXED, Family
from appliance.pretend.gsm.families import GSM_FAMILIES
from appliance.pretend.gsm.family_parts import GsmFamily
from appliance.pretend.gsm.mobile_script import MobileScript
from appliance.pretend.kinds import with_steps
from appliance.pretend.misbehaviour import Misbehaviour, MisbehaviourFault, parse
from appliance.pretend.script import PretendCall, ScriptFault, read_script

MOST_LINES = 64
"""A box has 16; 32 are measured; more would only measure the pretending."""


class OptionFault(ValueError):
    """The text is one sentence."""


class ExchangeOptions(Value, frozen=True, kw_only=True):
    directory: Path
    lines: int
    families: tuple[Family | GsmFamily, ...]
    """Of the lines, by turns."""
    country: str
    ring_period_ms: Ms
    identity_before_ring: bool
    modem_tells_busy: bool
    drift_ppm: int
    calls: tuple[PretendCall, ...]
    script: MobileScript
    script_folder: Path
    traffic_per_hour: float
    traffic_calls: int
    seed: int
    misbehaviours: dict[LineName, dict[Misbehaviour, str]]
    heard: Path | None
    report: Path | None
    exit_when_done: bool


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(
        prog="callbox pretend",
        description="A telephone exchange: modems behind pseudo-terminals, and callers who follow scripts.",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    add = made.add_argument
    add("--dir", type=Path, required=True, help="where the ports line1, line2-sound … appear, and by-path")
    add("--lines", type=int, default=4, help=f"how many modems, at most {MOST_LINES}")
    known = ", ".join((*FAMILIES, *GSM_FAMILIES))
    add(
        "--family",
        default="mixed",
        metavar="NAME[,NAME]",
        help=f"what the modems are, by turns: {known}; mixed: usual ones",
    )
    add(
        "--script",
        type=Path,
        help="TOML or JSON file of calls, texts …; see appliance/pretend/script.py and gsm/mobile_script.py",
    )
    add("--traffic", type=float, default=0.0, metavar="CALLS_PER_HOUR", help="callers at random besides the script")
    add("--calls", type=int, default=0, metavar="N", help="end the traffic after so many callers; 0: never")
    add("--seed", type=int, default=1, help="of the traffic: the same seed, the same callers")
    add("--country", choices=tuple(COUNTRIES), default="us", help="of dial tone and busy tone")
    add("--ring-period-ms", type=int, default=4_000, help="from ring to ring")
    add("--id-before-ring", action="store_true", help="caller id before the first ring instead of after it")
    add("--modem-tells-busy", action="store_true", help="modems send DLE b while the busy tone sounds")
    add("--drift-ppm", type=int, default=0, help="the modems' clocks lie within so many parts per million")
    add("--misbehave", action="append", default=[], metavar="LINE=NAME[,NAME]", help=f"one of {_names(Misbehaviour)}")
    add("--heard", type=Path, metavar="DIR", help="keep two WAV files of each call here")
    add("--report", type=Path, metavar="FILE", help="append one JSON line for each call")
    add("--exit-when-done", action="store_true", help="stop when all calls are over")
    return made


def _names(kinds: type[Misbehaviour]) -> str:
    return ", ".join(kind.value for kind in kinds)


def read_options(argv: list[str]) -> ExchangeOptions:
    """Raises OptionFault; argparse itself leaves with status 2 for what it finds."""
    given = parser().parse_args(argv)
    _within("--lines", given.lines, 1, MOST_LINES)
    _within("--ring-period-ms", given.ring_period_ms, 200, 60_000)
    _within("--drift-ppm", given.drift_ppm, 0, 1_000)
    _within("--traffic", given.traffic, 0, 100_000)
    try:
        script = read_script(given.script, MobileScript) if given.script else MobileScript()
        calls = tuple(with_steps(call, script.choices) for call in script.call)
        misbehaviours = dict(parse(text) for text in given.misbehave)
    except (ScriptFault, MisbehaviourFault) as fault:
        raise OptionFault(str(fault)) from fault
    names = {f"line{number}" for number in range(1, given.lines + 1)}
    for name in (*misbehaviours, *(call.line for call in calls if call.line), *script.lines_named()):
        if name not in names:
            text = f"pretend: there is no {name}; --lines {given.lines} makes line1 to line{given.lines}"
            raise OptionFault(text)
    families = _families(given.family)
    _check_second_calls(calls, families)
    return ExchangeOptions(
        directory=given.dir,
        lines=given.lines,
        families=families,
        country=given.country,
        ring_period_ms=given.ring_period_ms,
        identity_before_ring=given.id_before_ring,
        modem_tells_busy=given.modem_tells_busy,
        drift_ppm=given.drift_ppm,
        calls=calls,
        script=script,
        script_folder=given.script.parent if given.script else Path(),
        traffic_per_hour=given.traffic,
        traffic_calls=given.calls,
        seed=given.seed,
        misbehaviours=misbehaviours,
        heard=given.heard,
        report=given.report,
        exit_when_done=given.exit_when_done,
    )


def _families(text: str) -> tuple[Family | GsmFamily, ...]:
    if text == "mixed":
        return MIXED
    known: dict[str, Family | GsmFamily] = {**FAMILIES, **GSM_FAMILIES}
    for name in text.split(","):
        if name not in known:
            fault = f"pretend: --family {name}: no such family; one of {', '.join(known)}, or mixed"
            raise OptionFault(fault)
    return tuple(known[name] for name in text.split(","))


def _check_second_calls(calls: tuple[PretendCall, ...], families: tuple[Family | GsmFamily, ...]) -> None:
    """Analog lines have no call waiting: such a call would wait for ever."""
    for call in calls:
        named = families[(int(call.line.removeprefix("line")) - 1) % len(families)] if call.line else None
        possible = (named,) if named else families
        if call.second and not any(isinstance(family, GsmFamily) for family in possible):
            text = (
                f"pretend: a call with second = true on {call.line or 'any line'}: only mobile lines know second calls"
            )
            raise OptionFault(text)


def _within(option: str, value: float, least: float, most: float) -> None:
    if not least <= value <= most:
        text = f"pretend: {option} {value:g} is outside {least:g} to {most:g}"
        raise OptionFault(text)
