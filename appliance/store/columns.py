"""Columns back to values: the other direction of rows.py, for readers and for recovery."""

from typing import Any

import msgspec

from appliance.model.actions import Action
from appliance.model.caller import Caller, Presentation
from appliance.model.events import Event
from appliance.model.outbound import LedgerRecord, OutboundKind
from appliance.model.records import CallRecord, MessageRecord, OutgoingText, Pause, RecordingRecord, TextRecord
from appliance.model.states import DialFault, Direction, HangUpCause, MessageState, Outcome, OutgoingState, TextKind
from appliance.store.faults import StoreDamaged
from appliance.store.rows import (
    CALL_COLUMNS,
    LEDGER_COLUMNS,
    MESSAGE_COLUMNS,
    OUTGOING_COLUMNS,
    RECORDING_COLUMNS,
    TEXT_COLUMNS,
    Step,
)

Columns = dict[str, Any]

_event = msgspec.json.Decoder(Event)
_actions = msgspec.json.Decoder(tuple[Action, ...])
_path = msgspec.json.Decoder(tuple[str, ...])
_numbers = msgspec.json.Decoder(tuple[int, ...])
_pdus = msgspec.json.Decoder(tuple[str, ...])
_pauses = msgspec.json.Decoder(tuple[Pause, ...])
_variables = msgspec.json.Decoder(dict[str, str])


def call_of(row: tuple[Any, ...]) -> CallRecord:
    """From the columns CALL_COLUMNS, in that order."""
    columns = dict(zip(CALL_COLUMNS.split(), row, strict=True))
    caller = _caller(columns)
    outcome, cause, fault = columns.pop("outcome"), columns.pop("cause"), columns.pop("dial_fault")
    return CallRecord(
        caller=caller,
        path=_path.decode(columns.pop("path")),
        variables=_variables.decode(columns.pop("variables")),
        outcome=None if outcome is None else Outcome(outcome),
        cause=None if cause is None else HangUpCause(cause),
        recorded=bool(columns.pop("recorded")),
        direction=Direction(columns.pop("direction")),
        dial_fault=None if fault is None else DialFault(fault),
        **columns,
    )


def message_of(row: tuple[Any, ...]) -> MessageRecord:
    """From the columns MESSAGE_COLUMNS, in that order."""
    columns = dict(zip(MESSAGE_COLUMNS.split(), row, strict=True))
    caller = _caller(columns)
    cut, urgent = bool(columns.pop("cut")), bool(columns.pop("urgent"))
    state = MessageState(columns.pop("state"))
    return MessageRecord(caller=caller, cut=cut, urgent=urgent, state=state, **columns)


def recording_of(row: tuple[Any, ...]) -> RecordingRecord:
    """From the columns RECORDING_COLUMNS, in that order."""
    columns = dict(zip(RECORDING_COLUMNS.split(), row, strict=True))
    return RecordingRecord(cut=bool(columns.pop("cut")), pauses=_pauses.decode(columns.pop("pauses")), **columns)


def text_of(row: tuple[Any, ...]) -> TextRecord:
    """From the columns TEXT_COLUMNS, in that order."""
    columns = dict(zip(TEXT_COLUMNS.split(), row, strict=True))
    return TextRecord(
        kind=TextKind(columns.pop("kind")),
        missing=_numbers.decode(columns.pop("missing")),
        pdus=_pdus.decode(columns.pop("pdus")),
        **columns,
    )


def outgoing_of(row: tuple[Any, ...]) -> OutgoingText:
    """From the columns OUTGOING_COLUMNS, in that order."""
    columns = dict(zip(OUTGOING_COLUMNS.split(), row, strict=True))
    return OutgoingText(
        state=OutgoingState(columns.pop("state")),
        references=_numbers.decode(columns.pop("refs")),
        arrived=_numbers.decode(columns.pop("arrived")),
        **columns,
    )


def ledger_of(row: tuple[Any, ...]) -> LedgerRecord:
    """From the columns LEDGER_COLUMNS, in that order."""
    columns = dict(zip(LEDGER_COLUMNS.split(), row, strict=True))
    kind, emergency = OutboundKind(columns.pop("kind")), bool(columns.pop("emergency"))
    return LedgerRecord(kind=kind, emergency=emergency, **columns)


def step_of(now: int, event: str | None, actions: str) -> Step:
    """A step as it was journalled.

    Errors: StoreDamaged for words this program does not know, as another version may have written them.
    """
    try:
        return Step(now, None if event is None else _event.decode(event), _actions.decode(actions))
    except msgspec.ValidationError as error:
        raise StoreDamaged(
            f"a step at {now} ms holds words unknown here ({error}); read it with the program that wrote it"
        ) from None


def event_of(event: str | None) -> Event | None:
    """What the engine was given in a step; None: time passed.

    Errors: StoreDamaged for words this program does not know.
    """
    try:
        return None if event is None else _event.decode(event)
    except msgspec.ValidationError as error:
        raise StoreDamaged(f"holds words unknown here ({error}); read it with the program that wrote it") from None


def _caller(columns: Columns) -> Caller:
    number, name, presentation = (columns.pop(f"caller_{part}") for part in ("number", "name", "presentation"))
    return Caller(number=number, name=name, presentation=Presentation(presentation))
