"""One long message under way: the parts that came, and the text they make, gaps marked."""

from datetime import datetime
from typing import Final, TypeAlias

from appliance.model.words import Ms, Value
from appliance.protocol.gsm.sms.messages import SmsDeliver
from appliance.protocol.gsm.sms.user_data import text_of_content
from appliance.protocol.gsm.sms.user_data_header import LOCKING_SHIFT, SINGLE_SHIFT, PartOf

GAP_MARK: Final = "[…]"
"""Stands where parts are missing, one mark for neighbours."""


class JoinedMessage(Value, frozen=True):
    """A text with all that came of it."""

    text: str
    parts: tuple[SmsDeliver, ...]
    """In order; never empty."""
    missing: tuple[int, ...] = ()
    """Numbers of the parts that never came."""
    repeated: tuple[SmsDeliver, ...] = ()
    """Parts that said again what was there already; whoever stored them may let them go."""
    references_changed: bool = False
    """Its parts came under different references, and belong together because each fills the other's gaps."""

    @property
    def first(self) -> SmsDeliver:
        """Whose sender and time are the message's."""
        return self.parts[0]


PartSign: TypeAlias = tuple[str, int, int, bool, int, datetime | None, bytes]
"""Sender, reference, total, width, number, time and content: the same again is the same part again."""


class UnfinishedMessage:
    """One message under way."""

    def __init__(self, message: SmsDeliver, part: PartOf, due: Ms) -> None:
        self.key = message_key(message, part)
        self.due = due
        self._total = part.total
        self.parts: dict[int, SmsDeliver] = {}
        self.repeated: list[SmsDeliver] = []

    def add(self, message: SmsDeliver, part: PartOf) -> None:
        if part.number in self.parts:
            self.repeated.append(message)
        else:
            self.parts[part.number] = message

    def contradicts(self, message: SmsDeliver, part: PartOf) -> bool:
        """Whether this part is there already and says something else, or it is repeated without end."""
        there = self.parts.get(part.number)
        if there is None:
            return False
        return there.body.content != message.body.content or len(self.repeated) >= self._total

    def missing(self) -> tuple[int, ...]:
        return tuple(number for number in range(1, self._total + 1) if number not in self.parts)

    def signs(self) -> frozenset[PartSign]:
        return frozenset((*self.key, number, part.sent, part.body.content) for number, part in self.parts.items())

    def completed_by(self, other: "UnfinishedMessage") -> bool:
        sender, _, total, _ = self.key
        return other.key[0] == sender and other.key[2] == total and {*other.parts} == {*self.missing()}

    def joined(self, other: "UnfinishedMessage | None" = None) -> JoinedMessage:
        by_number = self.parts | (other.parts if other else {})
        missing = tuple(number for number in range(1, self._total + 1) if number not in by_number)
        return JoinedMessage(
            _text(by_number, self._total),
            tuple(by_number[number] for number in sorted(by_number)),
            missing,
            tuple(self.repeated + (other.repeated if other else [])),
            references_changed=other is not None,
        )


def message_key(message: SmsDeliver, part: PartOf) -> tuple[str, int, int, bool]:
    return message.sender.text, part.reference, part.total, part.wide


def part_sign(message: SmsDeliver, part: PartOf) -> PartSign:
    return *message_key(message, part), part.number, message.sent, message.body.content


def _text(parts: dict[int, SmsDeliver], total: int) -> str:
    """Neighbouring parts of one coding are read as one, so that a character cut in two is whole again."""
    text, run = "", [parts[1]] if 1 in parts else []
    for number in range(2, total + 1):
        before, part = parts.get(number - 1), parts.get(number)
        if part is None or (before is not None and _coding(before) != _coding(part)):
            text, run = text + _read(run), []
        if part is not None:
            text += GAP_MARK * (before is None)
            run.append(part)
    gap_at_the_end = GAP_MARK if total not in parts else ""
    return text + _read(run) + gap_at_the_end


def _coding(message: SmsDeliver) -> tuple[object, ...]:
    header = message.body.header
    return message.body.coding.alphabet, header.language(LOCKING_SHIFT), header.language(SINGLE_SHIFT)


def _read(run: list[SmsDeliver]) -> str:
    if not run:
        return ""
    content = b"".join(each.body.content for each in run)
    return text_of_content(content, run[0].body.coding, run[0].body.header)
