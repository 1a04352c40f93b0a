"""Permits: rules and caps together, and what the ledger is told."""

from appliance.core import permits
from appliance.core.house import House
from appliance.model.actions import KeepLedger
from appliance.model.events import ClockStruck
from appliance.model.outbound import Caps, LedgerRecord, OutboundKind, OutboundPlan
from appliance.model.plan import Plan

CALL = OutboundKind.CALL
UTC = 1_800_000_000_000


def house() -> House:
    made = House()
    plan = OutboundPlan(enabled=True, country_code="49", allow=("0",), calls=Caps(per_number=1))
    made.begin(Plan(outbound=plan), 1)
    made.clock = ClockStruck(utc_ms=UTC, date="2027-01-15", day=4, minute=0)
    return made


def test_what_is_granted_counts_and_is_written_down_twice() -> None:
    here = house()
    verdict = permits.ask(here, "030 1234567", CALL, by_person=True)
    row = permits.grant(here, verdict, CALL, "agent anna", "front")
    assert "one number: 1 in 24 hours" in permits.ask(here, "+49 30 1234567", CALL, by_person=True).refusal
    permits.close(here, row, 5_000)
    facts = {"entry": 1, "kind": CALL, "at_utc_ms": UTC, "who": "agent anna", "number": "0301234567", "line": "front"}
    assert here.take_actions() == (
        KeepLedger(LedgerRecord(**facts)),  # type: ignore[arg-type]
        KeepLedger(LedgerRecord(**facts, length_ms=5_000)),  # type: ignore[arg-type]
    )


def test_what_is_refused_is_written_down_shortened_and_does_not_count() -> None:
    here = house()
    verdict = permits.ask(here, "0900" * 100, CALL, by_person=True)
    permits.refuse(here, verdict, CALL, "agent anna", verdict.refusal)
    (kept,) = here.take_actions()
    assert isinstance(kept, KeepLedger)
    assert len(kept.record.number) == permits.MOST_TYPED
    assert kept.record.refused
    assert len(here.ledger) == 0


def test_an_emergency_call_heeds_no_cap() -> None:
    here = house()
    for _ in range(3):
        verdict = permits.ask(here, "112", CALL, by_person=True)
        assert verdict == ("112", "", True)
        permits.grant(here, verdict, CALL, "agent anna", "front")
    assert len(here.ledger) == 0
