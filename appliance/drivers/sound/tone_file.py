"""What a file of tones says, as a plan, and everything that is wrong with it."""

import difflib
from collections.abc import Iterator
from typing import Any, TypeAlias, TypeGuard

from appliance.sound.tone_plan import InformationTone, TonePlan, ToneRule

Table: TypeAlias = dict[str, Any]

KINDS = ("dial", "busy", "congestion", "unobtainable", "ringing")
NEEDED = ("country", "source", "dial", "busy", "ringing")
PLAN_KEYS = ("country", "source", *KINDS, "information")
RULE_KEYS = ("hz", "cadence_ms", "source")
INFORMATION_KEYS = ("hz", "sound_ms")

HEARD_HZ = (330, 640)
"""What the detector hears of tones that end a call."""
RINGING_HZ = (200, 2_000)
INFORMATION_HZ = (800, 2_000)
MOST_FREQUENCIES = 3
MOST_PIECES = 8
PIECE_MS = (100, 10_000)


def read_plan(document: Table) -> tuple[TonePlan, list[str]]:
    """The plan, and a sentence for each fault; of a file with faults the plan is worth nothing."""
    faults = [*_unknown(document, PLAN_KEYS, ""), *_missing(document)]
    kinds = {kind: _rules(document, kind, faults) for kind in KINDS}
    plan = TonePlan(
        country=_text(document, "country", "", faults),
        source=_text(document, "source", "", faults),
        information=_information(document.get("information"), faults),
        **kinds,
    )
    return plan, faults


def _missing(document: Table) -> Iterator[str]:
    for key in NEEDED:
        if key not in document or document[key] == []:
            yield f'"{key}" is missing; expected it as in us.toml beside this file'


def _unknown(table: Table, known: tuple[str, ...], place: str) -> Iterator[str]:
    for key in table:
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1)
            hint = f'did you mean "{near[0]}"?' if near else f"there are {', '.join(known)}"
            yield f"{place}{key}: no such option; {hint}"


def _text(table: Table, key: str, place: str, faults: list[str]) -> str:
    value = table.get(key, "")
    if isinstance(value, str) and (value or key not in table):
        return value
    faults.append(f"{place}{key} = {value!r}: expected words in quotes")
    return ""


def _rules(document: Table, kind: str, faults: list[str]) -> tuple[ToneRule, ...]:
    """One table, or several of one name: [[busy]]."""
    given = document.get(kind, [])
    several = given if isinstance(given, list) else [given]
    if not all(isinstance(each, dict) for each in several):
        faults.append(f"{kind} = {given!r}: expected a table [{kind}], or several [[{kind}]]")
        return ()
    places = [f"[{kind}] " if each is given else f"[[{kind}]] {n} " for n, each in enumerate(several, 1)]
    return tuple(_rule(each, kind, place, faults) for each, place in zip(several, places, strict=True))


def _rule(table: Table, kind: str, place: str, faults: list[str]) -> ToneRule:
    faults += _unknown(table, RULE_KEYS, place)
    lowest, highest = RINGING_HZ if kind == "ringing" else HEARD_HZ
    hz, cadence = table.get("hz"), table.get("cadence_ms", [])
    if not (_numbers(hz, lowest, highest) and 1 <= len(hz) <= MOST_FREQUENCIES):
        faults.append(f"{place}hz = {hz}: expected one to three frequencies from {lowest} to {highest}")
        hz = ()
    if not (_numbers(cadence, *PIECE_MS) and len(cadence) % 2 == 0 and len(cadence) <= MOST_PIECES):
        faults.append(
            f"{place}cadence_ms = {cadence}: expected up to four pairs of sound and pause, each 100 to 10000 ms"
        )
        cadence = ()
    return ToneRule(
        hz=tuple(sorted(float(each) for each in hz)),
        cadence_ms=tuple(round(each) for each in cadence),
        source=_text(table, "source", place, faults),
    )


def _information(table: object, faults: list[str]) -> InformationTone | None:
    if table is None:
        return None
    if not isinstance(table, dict):
        faults.append(f"information = {table!r}: expected a table [information]")
        return None
    faults += _unknown(table, INFORMATION_KEYS, "[information] ")
    hz, length = table.get("hz"), [table.get("sound_ms")]
    if not (_numbers(hz, *INFORMATION_HZ) and len(hz) == 3 and _numbers(length, *PIECE_MS)):
        faults.append(
            f"[information] hz = {hz}, sound_ms = {length[0]}: expected three frequencies from 800 to 2000 "
            "and how long each sounds, 100 to 10000 ms"
        )
        return None
    return InformationTone(hz=tuple(float(each) for each in hz), sound_ms=round(length[0]))


def _numbers(value: Any, least: float, most: float) -> TypeGuard[list[float]]:
    return isinstance(value, list) and all(
        isinstance(each, int | float) and not isinstance(each, bool) and least <= each <= most for each in value
    )
