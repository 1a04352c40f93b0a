"""The table of the demonstration: a row per call, and what was wrong below it."""

from collections.abc import Sequence

from appliance.demo.judge import ToneFigures, Verdict
from appliance.model.records import TextRecord
from appliance.model.words import Ms

LONGEST_TEXT = 80

COLUMNS = (
    "{call:>4}  {line:<6} {kind:<17}{outcome:<15}{agent:<6}{waited:>7} {talked:>7}  {prompt:>6}  "
    "{heard:>18}  {said:>18}  {ok}"
)


def heading() -> str:
    return COLUMNS.format(
        call="CALL",
        line="LINE",
        kind="CALLER",
        outcome="OUTCOME",
        agent="AGENT",
        waited="WAITED",
        talked="TALKED",
        prompt="PROMPT",
        heard="CALLER→",
        said="→CALLER",
        ok="",
    )


def row(verdict: Verdict) -> str:
    outcome, record = verdict.evidence.outcome, verdict.evidence.record
    waited = talked = None
    if record is not None and record.asked_person_ms is not None:
        waited = (record.talk_began_ms or record.wait_ended_ms or record.ended_ms or 0) - record.asked_person_ms
    if record is not None and record.talk_began_ms is not None:
        talked = (record.talk_ended_ms or 0) - record.talk_began_ms
    first = COLUMNS.format(
        call=record.call if record is not None else "-",
        line=outcome.line,
        kind=outcome.kind,
        outcome=record.outcome.value if record is not None and record.outcome is not None else "-",
        agent=(record.agent if record is not None else None) or "-",
        waited=_seconds(waited),
        talked=_seconds(talked),
        prompt="-" if verdict.likeness is None else f"{verdict.likeness:.3f}",
        heard=_tone(verdict.caller_to_agent),
        said=_tone(verdict.agent_to_caller),
        ok=_said(verdict),
    )
    return "\n".join([first, *(f"      ! {fault}" for fault in verdict.faults)])


def _said(verdict: Verdict) -> str:
    if verdict.spoiled:
        return f"machine stood still {verdict.evidence.late_ms} ms"
    return "WRONG" if verdict.faults else "ok"


def summary(verdicts: list[Verdict]) -> str:
    spoiled = sum(verdict.spoiled for verdict in verdicts)
    wrong = sum(bool(verdict.faults) for verdict in verdicts) - spoiled
    records = [verdict.evidence.record for verdict in verdicts if verdict.evidence.record is not None]
    lasted = sum(record.ended_ms or 0 for record in records)
    began = min((record.rang_ms for record in records), default=0)
    took = max((record.rang_ms + (record.ended_ms or 0) for record in records), default=0) - began
    return (
        f"{len(verdicts)} calls: {len(verdicts) - wrong - spoiled} as their scripts say, {wrong} wrong, "
        f"{spoiled} spoiled by the machine; "
        f"played in {_seconds(took)}, one after the other they take {_seconds(lasted)}"
    )


def text_rows(records: Sequence[TextRecord], faults: Sequence[str]) -> list[str]:
    """A row for each text that came in, oldest first, and what was wrong."""
    rows = [f'text  {each.line:<6} {each.sender:<17}"{shortened(each.body)}"  ok' for each in reversed(records)]
    return [*rows, *(f"      ! {fault}" for fault in faults)]


def shortened(text: str) -> str:
    """On one line of the table."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_TEXT else f"{line[: LONGEST_TEXT - 1]}…"


def _seconds(span: Ms | None) -> str:
    return "-" if span is None else f"{span / 1_000:.1f} s"


def _tone(figures: ToneFigures | None) -> str:
    """Level, and the longest gap when there was one."""
    if figures is None:
        return "-"
    gap = f" gap {figures.longest_gap_ms:.0f}" if figures.longest_gap_ms >= 1 else ""
    return f"{figures.dbm0:.1f} dBm0{gap}"
