"""How each make of modem tells the progress of a call: a change in, the unsolicited lines out (facts on lines §3.2)."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from appliance.pretend.gsm.calls import Change
from appliance.pretend.gsm.family_parts import Dialect
from appliance.pretend.gsm.mobile_call_machine import CLCC, MobileCallState
from appliance.pretend.gsm.settings import Settings

_S = MobileCallState
Tell: TypeAlias = Callable[[Change, Settings], tuple[str, ...]]

BUSY_CAUSES, NO_ANSWER_CAUSES = frozenset({17}), frozenset({18, 19})
"""24.008 annex H: user busy; no user responding, user alerting no answer."""


def result_of(change: Change) -> str:
    """The word of V.250 for a call that is over without the host's doing (27.007 §6.2)."""
    if change.outgoing and change.before is not _S.ACTIVE and change.cause in BUSY_CAUSES:
        return "BUSY"
    return "NO ANSWER" if change.outgoing and change.cause in NO_ANSWER_CAUSES else "NO CARRIER"


def _over_by_network(change: Change) -> tuple[str, ...]:
    """Rings that just stop are told by nothing."""
    silent = change.by_host or change.before in (_S.INCOMING, _S.WAITING)
    return () if silent else (result_of(change),)


def _type(change: Change) -> int:
    return 145 if change.number.startswith("+") else 129


def _plain(change: Change, _: Settings) -> tuple[str, ...]:
    return _over_by_network(change) if change.after is _S.OVER else ()


def _huawei(change: Change, settings: Settings) -> tuple[str, ...]:
    if not settings.number("^CURC"):
        return ()
    call = change.call
    if change.after is _S.OVER:
        ended = 29 if change.by_host else 104
        return (f"^CEND:{call},{change.seconds},{ended},{change.cause}",)
    if change.after is _S.ACTIVE and change.before is not _S.HELD:
        return (f"^CONN:{call},0",)
    return {_S.DIALLING: (f"^ORIG:{call},0",), _S.ALERTING: (f"^CONF:{call}",)}.get(change.after, ())


def _listing(change: Change, settings: Settings) -> tuple[str, ...]:
    """+CLCC by itself, after AT+CLCC=1."""
    if not settings.number("+CLCC"):
        return ()
    number = f',"{change.number}",{_type(change)},""' if change.number else ""
    return (f"+CLCC: {change.call},{int(not change.outgoing)},{CLCC[change.after]},0,0{number}",)


def _simcom_lte(change: Change, settings: Settings) -> tuple[str, ...]:
    lines = _listing(change, settings)
    if change.after is _S.ACTIVE and change.before is not _S.HELD:
        return (*lines, "VOICE CALL: BEGIN")
    if change.after is not _S.OVER:
        return lines
    if change.before in (_S.ACTIVE, _S.HELD):
        lines = (*lines, f"VOICE CALL: END: {change.seconds:06}")
    return (*lines, *_over_by_network(change))


def _simcom_gsm(change: Change, settings: Settings) -> tuple[str, ...]:
    lines = _listing(change, settings)
    if settings.number("+MORING") and change.outgoing:
        if change.after is _S.ALERTING:
            lines = ("MO RING", *lines)
        if change.after is _S.ACTIVE and change.before is not _S.HELD:
            lines = ("MO CONNECTED", *lines)
    return (*lines, *_over_by_network(change)) if change.after is _S.OVER else lines


_DSCI = {_S.HELD: 1, _S.DIALLING: 2, _S.ACTIVE: 3, _S.INCOMING: 4, _S.WAITING: 5, _S.OVER: 6, _S.ALERTING: 7}
"""EC2x AT manual, AT^DSCI: its own numbers, not those of +CLCC."""


def _quectel(change: Change, settings: Settings) -> tuple[str, ...]:
    lines: tuple[str, ...] = ()
    direction, kind = int(not change.outgoing), _type(change)
    if settings.number("^DSCI"):
        lines += (f"^DSCI: {change.call},{direction},{_DSCI[change.after]},0,{change.number},{kind}",)
    if settings.text("+QINDCFG") == "ccinfo" and settings.number("+QINDCFG", 1):
        stat = -1 if change.after is _S.OVER else CLCC[change.after]
        lines += (f'+QIND: "ccinfo",{change.call},{direction},{stat},0,0,"{change.number}",{kind}',)
    return (*lines, *_over_by_network(change)) if change.after is _S.OVER else lines


def _wavecom(change: Change, settings: Settings) -> tuple[str, ...]:
    wanted = settings.number("+WIND")
    lines: tuple[str, ...] = ()
    if change.outgoing and change.after is _S.DIALLING and wanted & 16:
        lines = (f"+WIND: 5,{change.call}",)
    elif change.outgoing and change.after is _S.ALERTING and wanted & 2:
        lines = ("+WIND: 2",)
    elif change.after is _S.OVER and wanted & 32:
        lines = (f"+WIND: 6,{change.call}",)
    return (*lines, *_over_by_network(change)) if change.after is _S.OVER else lines


def _zte(change: Change, _: Settings) -> tuple[str, ...]:
    """The answer is told by the result of ATD."""
    talked = change.before in (_S.ACTIVE, _S.HELD)
    return (f"HANGUP: {change.call}",) if change.after is _S.OVER and talked else ()


DIALECTS: Mapping[Dialect, Tell] = {
    Dialect.PLAIN: _plain,
    Dialect.HUAWEI: _huawei,
    Dialect.SIMCOM_LTE: _simcom_lte,
    Dialect.SIMCOM_GSM: _simcom_gsm,
    Dialect.QUECTEL: _quectel,
    Dialect.WAVECOM: _wavecom,
    Dialect.ZTE: _zte,
}
