"""Caps: what went out in the last hour and the last 24, in this run and in earlier ones."""

from appliance.core.ledger import DAY_MS, HOUR_MS, MOST_REMEMBERED, Ledger
from appliance.model.outbound import Caps, LedgerRecord, OutboundKind, OutboundPlan

CALL, TEXT = OutboundKind.CALL, OutboundKind.TEXT
PLAN = OutboundPlan(calls=Caps(per_number=2, per_hour=3, per_day=4), texts=Caps(per_number=1, per_hour=1, per_day=1))
UTC = 1_800_000_000_000


def row(number: str = "030", at: int = UTC, kind: OutboundKind = CALL, **more: object) -> LedgerRecord:
    return LedgerRecord(entry=1, kind=kind, at_utc_ms=at, who="agent anna", number=number, **more)  # type: ignore[arg-type]


def refusal(ledger: Ledger, number: str, now: int, kind: OutboundKind = CALL) -> str:
    return ledger.refusal(PLAN, kind, number, now, UTC + now)


def test_one_number_and_one_hour_and_one_day_have_caps() -> None:
    ledger = Ledger()
    ledger.add(row("030"), 0)
    ledger.add(row("030"), 0)
    assert "one number: 2 in" in refusal(ledger, "030", 10)
    assert refusal(ledger, "031", 10) == ""
    ledger.add(row("031"), 20)
    assert "within the last hour" in refusal(ledger, "032", 30)
    assert refusal(ledger, "032", HOUR_MS) == ""
    ledger.add(row("032"), HOUR_MS)
    assert "last 24 hours" in refusal(ledger, "033", 2 * HOUR_MS)
    assert refusal(ledger, "033", DAY_MS) == ""


def test_texts_have_caps_of_their_own() -> None:
    ledger = Ledger()
    ledger.add(row(kind=TEXT), 0)
    assert refusal(ledger, "031", 1) == ""
    assert "within the last hour" in refusal(ledger, "031", 1, TEXT)


def test_what_an_earlier_run_let_out_counts_by_the_wall_clock() -> None:
    ledger = Ledger([row("030", UTC - 10), row("030", UTC - 20), row("031", UTC - DAY_MS)])
    assert "one number: 2 in" in refusal(ledger, "030", 0)
    assert refusal(ledger, "031", 0) == ""


def test_a_clock_that_is_behind_or_jumps_lets_nothing_more_out() -> None:
    ledger = Ledger([row("030", UTC + 5 * DAY_MS)] * 2)
    assert "one number: 2 in" in refusal(ledger, "030", 0)
    here = Ledger()
    here.add(row("030"), 0)
    here.add(row("030"), 0)
    assert "one number: 2 in" in here.refusal(PLAN, CALL, "030", 10, UTC + 300 * DAY_MS)


def test_what_was_refused_and_emergency_calls_count_for_nothing() -> None:
    ledger = Ledger([row(refused="is a premium number"), row("112", emergency=True)])
    ledger.add(row(refused="no"), 0)
    ledger.add(row("112", emergency=True), 0)
    assert len(ledger) == 0


def test_the_memory_has_a_bound_above_every_cap() -> None:
    ledger = Ledger([row(str(number)) for number in range(MOST_REMEMBERED + 5)])
    assert len(ledger) == MOST_REMEMBERED
