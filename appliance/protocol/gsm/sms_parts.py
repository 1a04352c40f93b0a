"""Parts of long messages joined: out of order, sent twice, over a changed reference, or in time with a gap."""

from collections import deque
from typing import Final

from appliance.model.words import Ms, Value
from appliance.protocol.gsm.sms.messages import SmsDeliver
from appliance.protocol.gsm.sms.user_data_header import PartOf
from appliance.protocol.gsm.unfinished_message import (
    JoinedMessage,
    PartSign,
    UnfinishedMessage,
    message_key,
    part_sign,
)

PATIENCE_MS: Final[Ms] = 600_000
"""From the first part; a network that has the rest delivers it within minutes or days."""
MOST_UNFINISHED: Final = 64
"""Messages under way at once; one more gives out the oldest as it is. A box gets a few a minute."""
MOST_REMEMBERED: Final = 64
"""Messages lately joined, of which a network that missed our acknowledgement may send parts again."""


class RepeatedPart(Value, frozen=True):
    """A part of a message that was given out whole already, sent again."""

    message: SmsDeliver


class PartsJoining:
    """All messages of which parts are missing. Nothing put in is lost: it comes out whole, or with a gap."""

    def __init__(self) -> None:
        self._unfinished: list[UnfinishedMessage] = []
        self._finished: deque[frozenset[PartSign]] = deque(maxlen=MOST_REMEMBERED)

    def take(self, message: SmsDeliver, now: Ms) -> tuple[JoinedMessage | RepeatedPart, ...]:
        """What is to be given out now that this one came: itself, a message it completes, one it drives out."""
        part = message.body.part
        if part is None or part.total == 1:
            return (JoinedMessage(message.body.text, (message,)),)
        if any(part_sign(message, part) in finished for finished in self._finished):
            return (RepeatedPart(message),)
        driven_out: list[JoinedMessage] = []
        under_way = self._find(message, part)
        if under_way is not None and under_way.contradicts(message, part):
            self._unfinished.remove(under_way)  # the reference is used again: another message begins
            driven_out.append(under_way.joined())
            under_way = None
        if under_way is None:
            driven_out += self._make_room()
            under_way = UnfinishedMessage(message, part, now + PATIENCE_MS)
            self._unfinished.append(under_way)
        under_way.add(message, part)
        if not under_way.missing():
            self._unfinished.remove(under_way)
            self._finished.append(under_way.signs())
            driven_out.append(under_way.joined())
        return tuple(driven_out)

    def next_wake(self) -> Ms | None:
        """When the first is given out as it is; None when none is under way."""
        return min((each.due for each in self._unfinished), default=None)

    def wake(self, now: Ms) -> tuple[JoinedMessage, ...]:
        """What is given out because its rest did not come in time."""
        given: list[JoinedMessage] = []
        for each in [each for each in self._unfinished if each.due <= now]:
            if each in self._unfinished:
                self._unfinished.remove(each)
                given.append(self._with_its_other_half(each))
        return tuple(given)

    def _find(self, message: SmsDeliver, part: PartOf) -> UnfinishedMessage | None:
        key = message_key(message, part)
        return next((each for each in self._unfinished if each.key == key), None)

    def _make_room(self) -> list[JoinedMessage]:
        if len(self._unfinished) < MOST_UNFINISHED:
            return []
        return [self._with_its_other_half(self._unfinished.pop(0))]

    def _with_its_other_half(self, late: UnfinishedMessage) -> JoinedMessage:
        """Some service centres number the parts of one message under two references, when they send a part again.

        Only a half that fills every gap and nothing else is taken, and only when nothing else can be hoped for: of two
        messages that arrive at once the halves would fit as well.
        """
        for other in self._unfinished:
            if late.completed_by(other):
                self._unfinished.remove(other)
                return late.joined(other)
        return late.joined()
