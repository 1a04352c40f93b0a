"""Texts that are sent from here: on the disk before they go, one at a time on a line, never twice without being told.

What was handed to a modem and not heard of again is called doubtful, not sent again.
"""

from typing import Final

from appliance.core import permits
from appliance.core.house import House
from appliance.core.number_rules import Verdict
from appliance.core.outgoing_drafts import MOST_OPEN, OutgoingDraft
from appliance.core.outgoing_machine import OutgoingTrigger
from appliance.model.actions import KeepOutgoing, SendText, TellAsker
from appliance.model.outbound import OutboundKind
from appliance.model.records import DeliveryReport, OutgoingText
from appliance.model.states import LineAbility, LineState, OutgoingState, ReportedFate, SendFault
from appliance.model.text_events import OutgoingKept, TextOrdered, TextRefused, TextSent
from appliance.model.words import LineName, Ms, TextId, Token

PATIENCE_MS: Final[tuple[Ms, ...]] = (10_000, 30_000, 60_000, 120_000, 300_000, 600_000)
"""Between tries of one text; the last for all further ones."""
GIVEN_UP_AFTER_MS: Final[Ms] = 86_400_000
"""A text that could not be sent for a day is old news."""
MOST_CHARACTERS: Final = 1_000
"""Seven parts, each paid for; 15 where a character is not in the GSM alphabet."""
PERSON: Final = "a person at a terminal or a page"
"""Who may order texts and forwardings; the ledger tells it."""
_ALIKE_FROM: Final = 6
"""Digits that must agree from the right, before two ways of writing a number are taken for the same one."""


def begin(house: House, first: TextId, texts: tuple[OutgoingText, ...]) -> None:
    """The texts of earlier runs: those to be sent go on, those that were being sent are told as doubtful."""
    house.outgoing.next_text = first
    for record in texts:
        draft = house.outgoing.add(record, house.now)
        if draft.machine.state is OutgoingState.SENDING:
            _lose(house, draft, "the box stopped while it was being sent")
        elif draft.machine.state is OutgoingState.TO_BE_SENT:
            house.alarms.set(("text_old", record.text), house.now + GIVEN_UP_AFTER_MS)


def ordered(house: House, event: TextOrdered) -> None:
    """Checked, put to the disk, and only then told as taken."""
    line = _line_for(house, event.line)
    verdict = permits.ask(house, event.number, OutboundKind.TEXT, by_person=True)
    fault = _fault(house, event, line) or (verdict.refusal and f"{permits.shown(event.number)} {verdict.refusal}")
    if fault or line is None:
        permits.refuse(house, verdict, OutboundKind.TEXT, PERSON, fault)
        house.do(TellAsker(token=event.token, refusal=fault))
        return
    permits.grant(house, verdict, OutboundKind.TEXT, PERSON, line)
    record = OutgoingText(
        text=house.outgoing.next_text,
        line=line,
        number=addressed(house, verdict),
        body=event.body,
        ordered_utc_ms=house.utc_ms(house.now),
        changed_utc_ms=house.utc_ms(house.now),
    )
    draft = house.outgoing.add(record, house.now)
    draft.asker = event.token
    house.alarms.set(("text_old", record.text), house.now + GIVEN_UP_AFTER_MS)
    _keep(house, draft)


def addressed(house: House, verdict: Verdict) -> str:
    """The number as mobile networks are told it: + stays, as 23.040 §9.1.2.5 and 27.007 §7.11 have a type for it.

    What a network makes of the prefix that is dialled for it is not the same everywhere.
    """
    abroad = house.plan.outbound.international_prefix
    return f"+{verdict.number.removeprefix(abroad)}" if abroad and verdict.number.startswith(abroad) else verdict.number


def kept(house: House, event: OutgoingKept) -> None:
    """The disk has it, or says why not."""
    draft = house.outgoing.get(event.text)
    if draft is None:
        return
    draft.unwritten -= 1
    if draft.unwritten or event.state is not draft.machine.state:
        return  # it has changed meanwhile, and will be told again
    if draft.machine.state is OutgoingState.TO_BE_SENT:
        _taken_on(house, draft, event.fault)
    elif draft.machine.state is OutgoingState.SENDING and not draft.handed:
        if event.fault:
            _put_off(house, draft, f"the box cannot write down that it is being sent ({event.fault})")
        else:
            _hand_over(house, draft)


def sent(house: House, event: TextSent) -> None:
    """One part more."""
    draft = _being_sent(house, event.line, event.text)
    if draft is None or event.part != len(draft.record.references) + 1:
        return
    draft.change(parts=event.parts, references=(*draft.record.references, event.reference), words="")
    if event.part == event.parts:
        _move(house, draft, OutgoingTrigger.TAKE, "")
        go_on(house, event.line)
    else:
        _keep(house, draft)


def refused(house: House, event: TextRefused) -> None:
    draft = _being_sent(house, event.line, event.text)
    if draft is None:
        return
    match event.fault:
        case SendFault.LATER:
            _put_off(house, draft, event.reason)
        case SendFault.REFUSED:
            _move(house, draft, OutgoingTrigger.REFUSE, event.reason + _so_far(draft))
        case SendFault.DOUBTFUL:
            _lose(house, draft, event.reason)
    go_on(house, event.line)


def reported(house: House, line: LineName, report: DeliveryReport, token: Token) -> bool:
    """Whether it tells of a text of ours; then that is changed, and the report is no longer needed."""
    draft = _told_of(house, line, report)
    if draft is None:
        return False
    record = draft.record
    part = _part_of(record, report.reference)
    trigger: OutgoingTrigger | None = None
    if report.fate is ReportedFate.DELIVERED:
        arrived = tuple(sorted({*record.arrived, part}))
        draft.change(arrived=arrived)
        if len(arrived) == max(record.parts, 1):
            trigger = OutgoingTrigger.DELIVER
    elif report.fate is ReportedFate.FAILED:
        trigger = OutgoingTrigger.FAIL
    told = trigger is OutgoingTrigger.DELIVER or report.fate is ReportedFate.DELIVERED
    words = "" if told else f"{report.fate.value}: {report.words}"
    if trigger is not None and draft.machine.allows(trigger):
        _move(house, draft, trigger, words, token)
    else:
        draft.change(words=words or record.words)
        _keep(house, draft, token)
    return True


def line_failed(house: House, line: LineName, reason: str) -> None:
    """The driver has told what it knows; of what it did not tell, nobody knows."""
    draft = house.outgoing.sending(line)
    if draft is not None and draft.handed:
        _lose(house, draft, f"the line failed while it was being sent ({reason})")
    elif draft is not None:
        _put_off(house, draft, reason)


def go_on(house: House, name: LineName) -> None:
    """Begins with the line's next text, if one is due and the line is free for it."""
    line = house.lines.get(name)
    if line is None or house.draining or LineAbility.TEXTS not in line.can or house.outgoing.sending(name) is not None:
        return
    state = line.machine.state
    free = state is LineState.IDLE or (state is LineState.IN_USE and LineAbility.TEXTS_IN_CALL in line.can)
    draft = house.outgoing.due(name, house.now) if free else None
    if draft is not None:
        draft.handed = False
        _move(house, draft, OutgoingTrigger.SEND, draft.record.words)


def try_again(house: House, text: TextId) -> None:
    draft = house.outgoing.get(text)
    if draft is not None:
        go_on(house, draft.record.line)


def too_old(house: House, text: TextId) -> None:
    """A day has passed. What is with the modem now is waited for."""
    draft = house.outgoing.get(text)
    if draft is not None and draft.machine.state is OutgoingState.TO_BE_SENT:
        last = draft.record.words or "the line could not be used"
        _move(house, draft, OutgoingTrigger.REFUSE, f"given up after a day: {last}{_so_far(draft)}")


# Which line, and whether at all


def _line_for(house: House, wanted: LineName | None) -> LineName | None:
    """The one that is wanted, or of all that can the one in order with the fewest texts before this one."""
    if wanted is not None:
        return wanted
    able = [name for name, line in house.lines.items() if LineAbility.TEXTS in line.can]
    return min(able, key=lambda name: (name in house.out_of_order, house.outgoing.waiting(name)), default=None)


def _fault(house: House, event: TextOrdered, line: LineName | None) -> str:
    """Why the text is not taken, in one sentence; empty when it is."""
    if line is None:
        return "no line can send texts now; it takes a GSM modem that is in order, and `callbox status` shows the lines"
    known = house.lines.get(line)
    if known is None:
        return f'no line is called "{line}"; `callbox status` shows the lines'
    if line not in house.out_of_order and LineAbility.TEXTS not in known.can:
        return f"{line} cannot send texts: its modem is {known.modem}; name a line with a GSM modem"
    if house.outgoing.full:
        return f"{MOST_OPEN} texts wait to be sent already; `callbox texts` shows why, try again when they are gone"
    return _wrong(event.body)


def _wrong(body: str) -> str:
    if not body.strip() or len(body) > MOST_CHARACTERS:
        return f"a text has 1 to {MOST_CHARACTERS} characters that show, not {len(body)}; write another"
    odd = next((sign for sign in body if not sign.isprintable() and sign != "\n"), None)
    return "" if odd is None else f"the text holds {odd!a}, which no telephone shows; leave it out"


# Steps


def _taken_on(house: House, draft: OutgoingDraft, fault: str) -> None:
    asker, draft.asker = draft.asker, None
    if fault and asker is not None:
        _move(house, draft, OutgoingTrigger.REFUSE, f"the box could not write it down ({fault})")
        refusal = f"the text was not taken: the box cannot write it down ({fault}); try again when the disk is in order"
        house.do(TellAsker(token=asker, refusal=refusal))
        return
    if asker is not None:
        house.do(TellAsker(token=asker, text=draft.record.text))
    go_on(house, draft.record.line)


def _hand_over(house: House, draft: OutgoingDraft) -> None:
    draft.handed = True
    record = draft.record
    house.do(
        SendText(
            line=record.line, text=record.text, number=record.number, body=record.body, done=len(record.references)
        )
    )


def _put_off(house: House, draft: OutgoingDraft, reason: str) -> None:
    patience = PATIENCE_MS[min(draft.tries, len(PATIENCE_MS) - 1)]
    draft.tries += 1
    draft.due = house.now + patience
    house.alarms.set(("text", draft.record.text), draft.due)
    _move(house, draft, OutgoingTrigger.PUT_OFF, f"{reason}; it is tried again")


def _lose(house: House, draft: OutgoingDraft, reason: str) -> None:
    words = f"{reason}; it may have arrived, and is not sent again by itself: ask who was to get it{_so_far(draft)}"
    _move(house, draft, OutgoingTrigger.LOSE, words)


def _move(house: House, draft: OutgoingDraft, trigger: OutgoingTrigger, words: str, token: Token | None = None) -> None:
    draft.machine.do(trigger, house.now)
    draft.change(state=draft.machine.state, words=words, changed_utc_ms=house.utc_ms(house.now))
    if draft.record.over:
        house.alarms.cancel(("text", draft.record.text))
        house.alarms.cancel(("text_old", draft.record.text))
    _keep(house, draft, token)


def _keep(house: House, draft: OutgoingDraft, token: Token | None = None) -> None:
    draft.unwritten += 1
    house.do(KeepOutgoing(draft.record, token))


def _being_sent(house: House, line: LineName, text: TextId) -> OutgoingDraft | None:
    draft = house.outgoing.get(text)
    return draft if draft is house.outgoing.sending(line) else None


def _so_far(draft: OutgoingDraft) -> str:
    record = draft.record
    return f"; the network has {len(record.references)} of its {record.parts} parts" if record.references else ""


# Reports


def _told_of(house: House, line: LineName, report: DeliveryReport) -> OutgoingDraft | None:
    """The latest text to that number with that reference: they begin anew after 255. Else the one doubtful text."""
    to_them = [each for each in house.outgoing.of_line(line) if _same_number(each.record.number, report.recipient)]
    named = [each for each in to_them if report.reference in each.record.references]
    if named:
        return named[-1]
    doubtful = [each for each in to_them if each.machine.state is OutgoingState.DOUBTFUL and each.record.parts < 2]
    return doubtful[0] if len(doubtful) == 1 else None


def _part_of(record: OutgoingText, reference: int) -> int:
    return record.references.index(reference) + 1 if reference in record.references else 1


def _same_number(one: str, other: str) -> bool:
    """Also where only one of them has the country's code: they agree from the right, leading zeros aside."""
    ours, theirs = one.lstrip("+0"), other.lstrip("+0")
    shorter = min(len(ours), len(theirs))
    return one == other or (shorter >= _ALIKE_FROM and ours[-shorter:] == theirs[-shorter:])
