"""Who rang in vain and was not spoken with since: one entry a number, whoever sees to it, gone when somebody speaks."""

from collections.abc import Iterable, Mapping

import msgspec

from appliance.core.house import House
from appliance.core.missed_machine import TABLE, MissedMachine
from appliance.core.number_rules import whole_number
from appliance.model.message_events import MissedMarked
from appliance.model.missed import Contact, MissedMark, MissedNumber, MissedOrder, MissedState
from appliance.model.outbound import OutboundPlan
from appliance.model.states import Direction, Outcome

IN_VAIN = frozenset(
    {
        Outcome.ABANDONED,
        Outcome.SHORT_ABANDONED,
        Outcome.MISSED,
        Outcome.LEFT_BY_KEY,
        Outcome.OVERFLOWED,
        Outcome.LINE_LOST,
        Outcome.POWER_LOST,
        Outcome.CUT_BY_RESTART,
    }
)
"""Ends of a call whose caller got nothing of what they rang for; of those cut off, unless they had spoken before."""

TAIL = 9
"""Digits by which numbers are told apart where no country is set: as many as most countries' numbers have at least."""


def number_key(plan: OutboundPlan, number: str) -> str:
    """The same for +49 30 123…, 0049 30 123… and 030 123… at home; empty for no number."""
    whole = whole_number(plan, number)
    return whole if plan.country_code else whole.removeprefix("+")[-TAIL:]


def missed_numbers(
    contacts: Iterable[Contact], marks: Mapping[str, MissedMark], plan: OutboundPlan
) -> tuple[MissedNumber, ...]:
    """`contacts` in the order of time. Who rang last comes first; those that were closed are among them."""
    found: dict[str, MissedNumber] = {}
    for contact in contacts:
        key = number_key(plan, contact.number)
        if not key:
            continue
        if contact.spoke:
            found.pop(key, None)
        elif contact.direction is Direction.INCOMING and contact.outcome in IN_VAIN:
            before = found.pop(key, None)
            found[key] = _with(None if _is_closed(before, marks.get(key)) else before, key, contact)
    return tuple(_marked(each, marks.get(each.key)) for each in reversed(found.values()))


def _is_closed(missed: MissedNumber | None, mark: MissedMark | None) -> bool:
    """Nobody has rung in vain since it was."""
    closed = mark is not None and mark.state is MissedState.CLOSED
    return closed and missed is not None and mark is not None and missed.last_utc_ms <= mark.changed_utc_ms


def _with(before: MissedNumber | None, key: str, contact: Contact) -> MissedNumber:
    return MissedNumber(
        key=key,
        number=contact.number,
        name=contact.name or (before.name if before is not None else ""),
        times=1 + (before.times if before is not None else 0),
        first_utc_ms=before.first_utc_ms if before is not None else contact.rang_utc_ms,
        last_utc_ms=contact.rang_utc_ms,
        last_call=contact.call,
        line=contact.line,
        queue=contact.queue or (before.queue if before is not None else None),
        outcome=contact.outcome,
        waited_ms=contact.waited_ms,
    )


def _marked(missed: MissedNumber, mark: MissedMark | None) -> MissedNumber:
    """Of an earlier time, before somebody spoke with them, it says nothing."""
    earlier = mark is None or mark.changed_utc_ms < missed.first_utc_ms
    if mark is None or earlier or (mark.state is MissedState.CLOSED and not _is_closed(missed, mark)):
        return missed
    return msgspec.structs.replace(missed, state=mark.state, who=mark.who, changed_utc_ms=mark.changed_utc_ms)


def told(house: House, _event: MissedMarked) -> None:
    """The store has what it is; who lists them looks there again."""
    house.missed_marks += 1


def marked(missed: MissedNumber, order: MissedOrder, who: str, utc_ms: int) -> MissedMark | str:
    """What the entry becomes, or one sentence why it cannot."""
    machine = MissedMachine(TABLE, missed.state, 0)
    taken_by = missed.who if missed.state is MissedState.TAKEN else ""
    if order is MissedOrder.TAKE and taken_by and taken_by != who:
        return f"{missed.number} is taken by {taken_by}; they give it back first"
    if order is MissedOrder.TAKE and not who:
        return f"{missed.number} is taken by somebody; say who"
    if not machine.allows(order):
        return f"{missed.number} is {missed.state.value}; that cannot be said of it now"
    machine.do(order, 0)
    who = "" if machine.state is MissedState.OPEN else who or missed.who
    return MissedMark(number=missed.key, state=machine.state, who=who, changed_utc_ms=utc_ms)
