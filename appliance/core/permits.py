"""Permits: may this number be used now, and the line of the ledger that says so. For calls, texts and forwardings."""

import msgspec

from appliance.core.house import House
from appliance.core.number_rules import Verdict, judge
from appliance.model.actions import KeepLedger
from appliance.model.outbound import LedgerRecord, OutboundKind
from appliance.model.words import LineName, Ms

MOST_TYPED = 64
"""Of what was typed and refused so much is kept; no number is longer."""


def ask(house: House, typed: str, kind: OutboundKind, *, by_person: bool) -> Verdict:
    """By the rules for numbers and the caps. Nothing is written down: grant() or refuse() follows."""
    plan = house.plan.outbound
    verdict = judge(plan, typed, kind, by_person=by_person)
    if verdict.refusal or verdict.emergency:
        return verdict
    capped = house.ledger.refusal(plan, kind, verdict.number, house.now, house.utc_ms(house.now))
    return verdict._replace(refusal=capped)


def grant(house: House, verdict: Verdict, kind: OutboundKind, who: str, line: LineName | None) -> LedgerRecord:
    """It goes out now, and counts from now on."""
    row = _row(house, verdict, kind, who, line)
    house.ledger.add(row, house.now)
    house.do(KeepLedger(row))
    return row


def shown(number: str) -> str:
    """What was typed, as a refusal names it: its beginning, and "" where there is nothing to be seen."""
    return number.strip()[:MOST_TYPED] or '""'


def refuse(house: House, verdict: Verdict, kind: OutboundKind, who: str, why: str) -> None:
    house.do(KeepLedger(_row(house, verdict._replace(refusal=why), kind, who, None)))


def close(house: House, row: LedgerRecord, length_ms: Ms) -> None:
    """The call is over."""
    house.do(KeepLedger(msgspec.structs.replace(row, length_ms=length_ms)))


def _row(house: House, verdict: Verdict, kind: OutboundKind, who: str, line: LineName | None) -> LedgerRecord:
    return LedgerRecord(
        entry=house.new_token(),
        kind=kind,
        at_utc_ms=house.utc_ms(house.now),
        who=who,
        number=verdict.number[:MOST_TYPED],
        line=line,
        refused=verdict.refusal,
        emergency=verdict.emergency,
    )
