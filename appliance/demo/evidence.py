"""Gathers what is known of each call, from both sides, once everything is over."""

from collections.abc import Sequence
from pathlib import Path

import msgspec

from appliance.demo.judge import Evidence, HeardByAgent
from appliance.demo.site import Place
from appliance.demo.witness import Standstill, most_within
from appliance.drivers.station.notebook import Conversation
from appliance.model.records import CallRecord
from appliance.model.words import Ms
from appliance.pretend.report import PretendOutcome, decode_outcomes
from appliance.store.reader import StoreReader

SAME_RING_MS = 1_500
"""The exchange's first ring and the box's are one, told over a wire and within this time."""


def gather(place: Place, standstills: Sequence[Standstill] = ()) -> list[Evidence]:
    """One for each call of the exchange, in the order of their rings; `standstills` are those of the machine."""
    outcomes = sorted(read_outcomes(place), key=lambda outcome: outcome.call)
    conversations = _conversations(place.conversations)
    with StoreReader(place.database) as store:
        records = store.calls(1_000)
        gathered = [_evidence(place, each, _record_of(each, records), conversations, store) for each in outcomes]
    return [
        msgspec.structs.replace(
            each,
            late_ms=max(latest_beside(each.outcome, outcomes), most_within(standstills, *_span(each.outcome))),
        )
        for each in gathered
    ]


def read_outcomes(place: Place) -> list[PretendOutcome]:
    """Those the exchange has written so far."""
    return list(decode_outcomes(place.report.read_bytes())) if place.report.exists() else []


def latest_beside(outcome: PretendOutcome, others: Sequence[PretendOutcome]) -> Ms:
    """How late the exchange was at most with a piece of any call that was up beside this one, itself included.

    All lines have one process and one timer: when it was late for one, it was not there for the others.
    """
    began, ended = _span(outcome)
    beside = (other for other in others if _span(other)[0] <= ended and _span(other)[1] >= began)
    return max(other.latest_piece_ms for other in (outcome, *beside))


def _span(outcome: PretendOutcome) -> tuple[Ms, Ms]:
    """While there was sound. Of a call that was never answered a moment, of an unplugged one until its last step."""
    began = outcome.off_hook_ms or outcome.began_ms
    return began, outcome.released_ms or outcome.hung_up_ms or max(
        (step.ended_ms for step in outcome.steps), default=began
    )


def _record_of(outcome: PretendOutcome, records: tuple[CallRecord, ...]) -> CallRecord | None:
    rang = outcome.first_ring_ms
    if rang is None:
        return None
    near = [record for record in records if record.line == outcome.line and abs(record.rang_ms - rang) < SAME_RING_MS]
    return min(near, key=lambda record: abs(record.rang_ms - rang), default=None)


def _evidence(
    place: Place,
    outcome: PretendOutcome,
    record: CallRecord | None,
    conversations: dict[int, Conversation],
    store: StoreReader,
) -> Evidence:
    if record is None:
        return Evidence(outcome=outcome, record=None)
    talk = conversations.get(record.call)
    return Evidence(
        outcome=outcome,
        record=record,
        by_agent=HeardByAgent(talk.agent, place.heard_by_agents / talk.heard_wav) if talk is not None else None,
        recordings=tuple(place.state / row.file for row in store.recordings(10, call=record.call)),
        messages=tuple(place.state / row.file for row in store.messages(10, call=record.call)),
    )


def _conversations(file: Path) -> dict[int, Conversation]:
    if not file.exists():
        return {}
    lines = file.read_bytes().splitlines()
    return {talk.call: talk for talk in (msgspec.json.decode(line, type=Conversation) for line in lines)}
