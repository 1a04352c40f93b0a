"""Which numbers may be dialled, and as what: pure rules over a number that somebody typed.

Rule 1: nothing is allowed that no prefix of the settings allows; of several that fit, the longest decides.
Rule 2: only 0-9 * # come out, 1 to 20 of them; a leading + becomes the operator's prefix.
Rule 3: a person reaches an emergency number always – outgoing calls off, caps reached, no prefix: a telephone that does
not is a danger (in the USA against 47 CFR § 9.16, in Europe against Directive 2018/1972 art. 109). A machine never
calls one by itself: nobody would be there to speak.
Rule 4: judged is what the exchange will hear. What it would take for another number than the one meant is refused.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import msgspec

from appliance.core.number_lists import (
    ABROAD_IN_NORTH_AMERICA,
    EMERGENCY,
    EMERGENCY_EVERYWHERE,
    NETWORKS,
    PREMIUM,
    SHORT,
)
from appliance.model.outbound import OutboundKind, OutboundPlan

DIALLED = re.compile(r"[0-9*#]{1,20}")
_TYPED = re.compile(r"\+?[0-9*#]+")
_CODED = re.compile(r"[*#]")
_BARE_CODE = re.compile(r"[*#]{1,2}[0-9]*")
_BETWEEN = str.maketrans("", "", " -./()\u00a0")
"""What people write between digits."""
NORTH_AMERICA, ITS_DIGITS, ITS_LOCAL_DIGITS = "1", 10, 7
_IN_NORTH_AMERICA = re.compile(r"[2-9][0-9]{2}[2-9][0-9]{6}")
"""Area, exchange, subscriber (North American Numbering Plan; ITU-T E.164 Annex A has it as an integrated plan)."""
SHORTEST_AT_HOME = 7
"""Where there is no prefix before area codes, shorter numbers are services."""


class Verdict(NamedTuple):
    number: str
    """As it is dialled; as typed where it is refused."""
    refusal: str = ""
    """The end of a sentence: "is a premium number"; empty when it may be dialled."""
    emergency: bool = False


class _Fit(NamedTuple):
    """A prefix that fits a number; the greatest decides."""

    length: int
    rank: int
    """2 denied by the settings, 1 allowed by them, 0 denied by what is known by heart."""
    refusal: str = ""


class _Number(NamedTuple):
    whole: str
    """+49301234567, or local digits."""
    dialled: str

    def fit(self, prefix: str) -> int:
        """How many characters of the whole number the prefix fixes; 0: it does not fit."""
        if prefix.startswith("+"):
            return len(prefix) if self.whole.startswith(prefix) else 0
        return len(prefix) + len(self.whole) - len(self.dialled) if self.dialled.startswith(prefix) else 0


def judge(plan: OutboundPlan, typed: str, kind: OutboundKind, *, by_person: bool) -> Verdict:
    """Whether the number may be used; how often it was is not looked at here."""
    digits = typed.strip().replace("(0)", "" if typed.strip().startswith("+") else "0").translate(_BETWEEN)
    if not _TYPED.fullmatch(digits):
        return Verdict(typed, "is no telephone number; expected digits, with + before the code of another country")
    number = _read(plan, digits)
    for said in (digits, number.dialled):
        if is_emergency(plan, said):
            return _emergency(said, kind, by_person=by_person)
    if not plan.enabled:
        return Verdict(typed, "was not dialled: outgoing calls and texts are off; see [outbound] in the settings")
    if mistaken := _mistaken(plan, number):
        return Verdict(typed, mistaken)
    if not DIALLED.fullmatch(number.dialled):
        return Verdict(typed, f"has {len(number.dialled)} digits as dialled; at most 20 can be")
    fit = max(_fits(plan, number))
    refusal = fit.refusal or _behind_code(plan, number, kind)
    return Verdict(typed if refusal else number.dialled, refusal)


def whole_number(plan: OutboundPlan, told: str) -> str:
    """With + and the country where that is known; empty for what is no telephone number. Nothing is allowed by it."""
    digits = told.translate(_BETWEEN)
    return _whole(plan, digits) if _TYPED.fullmatch(digits) else ""


def _behind_code(plan: OutboundPlan, number: _Number, kind: OutboundKind) -> str:
    """Why what follows an allowed code, as in *31#0900…, may not be dialled; empty when it may, or there is no code."""
    if not _CODED.search(number.dialled):
        return ""
    fitting = (prefix for prefix in plan.allow if _CODED.search(prefix) and number.dialled.startswith(prefix))
    allowed = max(fitting, key=len, default="")
    if not allowed:
        return "has * or #, which no prefix as it is dialled allows"
    code = _code_of(allowed)
    rest = number.dialled.removeprefix(code).removesuffix("#")
    if not rest:
        return ""
    tails = (prefix.removeprefix(code) for prefix in plan.allow if prefix.startswith(code) and prefix != code)
    verdict = judge(msgspec.structs.replace(plan, allow=(*plan.allow, *tails)), rest, kind, by_person=True)
    if verdict.emergency:
        return "has an emergency number behind a code; dial that number alone"
    refusal = verdict.refusal or (verdict.number != rest and f"is dialled as {verdict.number}; write it so")
    if refusal:
        return f"has {rest} behind the code {code}, which {refusal}"
    return ""


def _code_of(prefix: str) -> str:
    """Of *21*0 it is *21*: the digits after the last sign begin a number. *67 is a code as it stands."""
    if _BARE_CODE.fullmatch(prefix):
        return prefix
    return prefix[: max(prefix.rfind("*"), prefix.rfind("#")) + 1]


def is_emergency(plan: OutboundPlan, digits: str) -> bool:
    return digits in EMERGENCY_EVERYWHERE or digits in plan.emergency or digits in EMERGENCY.get(plan.country_code, ())


def knows_premium_of(country_code: str) -> bool:
    """Whether the premium numbers of that country are known by heart."""
    return country_code in PREMIUM


def _emergency(digits: str, kind: OutboundKind, *, by_person: bool) -> Verdict:
    if kind is OutboundKind.CALL and by_person:
        return Verdict(digits, emergency=True)
    return Verdict(digits, "is an emergency number; only a person may call it, and nothing else is done with it")


def _read(plan: OutboundPlan, digits: str) -> _Number:
    whole = _whole(plan, digits)
    if not whole.startswith("+"):
        return _Number(whole, whole)
    home = f"+{plan.country_code}"
    if plan.country_code and whole.startswith(home):
        return _Number(whole, plan.trunk_prefix + whole.removeprefix(home))
    return _Number(whole, plan.international_prefix + whole.removeprefix("+"))


def _whole(plan: OutboundPlan, digits: str) -> str:
    """With + and the country where the number says so; else as dialled within the area, or a service."""
    home = f"+{plan.country_code}"
    if digits.startswith(plan.international_prefix):
        return "+" + digits.removeprefix(plan.international_prefix)
    if digits.startswith("+") or not plan.country_code:
        return digits
    if plan.trunk_prefix and digits.startswith(plan.trunk_prefix):
        return home + digits.removeprefix(plan.trunk_prefix)
    in_full = len(digits) == ITS_DIGITS if plan.country_code == NORTH_AMERICA else not plan.trunk_prefix
    return home + digits if in_full and len(digits) >= SHORTEST_AT_HOME and digits.isdigit() else digits


def _mistaken(plan: OutboundPlan, number: _Number) -> str:
    """Why the exchange would take it for another number, or for more than a number; empty when it would not.

    +49 0 43… dialled at home is 0043…, another country; 1 01 0288 … in North America is another carrier.
    """
    home = f"+{plan.country_code}"
    if _read(plan, number.dialled).whole != number.whole:
        return f"would be dialled as {number.dialled[:ITS_DIGITS]}…, which is another number; leave out the 0 or more"
    if number.whole.startswith(f"+{NORTH_AMERICA}"):
        if not _IN_NORTH_AMERICA.fullmatch(number.whole.removeprefix(f"+{NORTH_AMERICA}")):
            return "is no number of North America; expected the area code and 7 digits, neither beginning with 0 or 1"
    elif plan.country_code and number.whole.startswith(home):
        inside = number.whole.removeprefix(home)
        if inside.startswith("00") or (plan.trunk_prefix and inside.startswith("0")):
            return "has a 0 too many before the area code: that may be the prefix of another country or carrier"
    elif plan.country_code == NORTH_AMERICA and number.whole.isdecimal() and len(number.whole) > ITS_LOCAL_DIGITS:
        return "is no number of North America; a carrier's code may not go before a number"
    return ""


def _fits(plan: OutboundPlan, number: _Number) -> Iterator[_Fit]:
    yield _Fit(0, 0, "is allowed by no prefix in [outbound] allow")
    codes = "*" in number.whole or "#" in number.whole
    for prefix in plan.deny:
        if length := number.fit(prefix):
            yield _Fit(length, 2, f"is denied by the prefix {prefix} in [outbound] deny")
    for prefix in plan.allow:
        if (length := number.fit(prefix)) and (not codes or "*" in prefix or "#" in prefix):
            yield _Fit(length, 1)
    if codes:
        yield _Fit(0, 1, "has * or #: codes may turn on forwarding or worse; only a prefix with them allows that")
    for prefix, refusal in _known(plan, number):
        yield _Fit(len(prefix), 0, refusal)


def _known(plan: OutboundPlan, number: _Number) -> Iterator[tuple[str, str]]:
    """What is denied unless a prefix at least as long allows it."""
    if not number.whole.startswith("+"):
        yield from ((short, "is a premium service") for short in _of(SHORT, plan.country_code, number.whole))
        return
    if not plan.country_code or not number.whole.startswith(f"+{plan.country_code}"):
        yield "+", "is in another country"
    for network in NETWORKS:
        if number.whole.startswith(f"+{network}"):
            yield f"+{network}", "is a satellite or an international network"
    for country in PREMIUM:
        if number.whole.startswith(f"+{country}"):
            inside = number.whole.removeprefix(f"+{country}")
            yield from ((f"+{country}{rest}", "is a premium number") for rest in _of(PREMIUM, country, inside))
    if number.whole[2:5] in ABROAD_IN_NORTH_AMERICA and number.whole.startswith("+1"):
        yield number.whole[:5], "is in another country of North America"


def _of(lists: Mapping[str, tuple[str, ...]], country: str, digits: str) -> Iterable[str]:
    return (prefix for prefix in lists.get(country, ()) if digits.startswith(prefix))
