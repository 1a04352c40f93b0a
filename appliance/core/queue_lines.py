"""Who has a ticket in each queue and since when, and how long that takes as a rule."""

from collections.abc import Mapping

from appliance.core.expected_wait import ExpectedWait, Forecast
from appliance.core.times import Times
from appliance.model.words import CallId, Ms, QueueName


class QueueLines:
    """Tickets held out to somebody are in it until they are taken. Queues with the same need share one expectation."""

    def __init__(self) -> None:
        self._tickets: dict[QueueName, Times[CallId]] = {}
        self._line_of: dict[QueueName, int] = {}
        self._sharing: dict[int, list[QueueName]] = {}
        self._expected: dict[int, ExpectedWait] = {}

    def adopt(self, line_of: Mapping[QueueName, int]) -> None:
        """The plan's queues and the line that each queue's tickets join; tickets of others stay until they leave."""
        self._line_of = dict(line_of)
        self._sharing = {}
        for queue, line in self._line_of.items():
            self._sharing.setdefault(line, []).append(queue)
        self._expected = {line: self._expected.get(line) or ExpectedWait() for line in self._sharing}
        kept = {queue: tickets for queue, tickets in self._tickets.items() if len(tickets)}
        self._tickets = {queue: Times() for queue in self._line_of} | kept

    def join(self, queue: QueueName, call: CallId, arrived: Ms) -> None:
        self._tickets[queue].set(call, arrived)

    def leave(self, queue: QueueName, call: CallId) -> None:
        """Harmless for who is not there."""
        self._tickets[queue].cancel(call)

    def count(self, queue: QueueName) -> int:
        return len(self._tickets[queue])

    def oldest(self, queue: QueueName) -> Ms | None:
        """Arrival of who has waited longest."""
        return self._tickets[queue].earliest() if queue in self._tickets else None

    def expected(self, queue: QueueName) -> ExpectedWait | None:
        """None for a queue that the plan does not have any more."""
        return self._expected.get(self._line_of.get(queue, -1))

    def together(self, queue: QueueName) -> int:
        """Tickets of all queues that share the line."""
        return sum(map(self.count, self._sharing[self._line_of[queue]]))

    def forecast(self, queue: QueueName, percent: int, now: Ms, *, ahead: int) -> Forecast | None:
        """For somebody who joins now, with so many ahead in line. None: too little known."""
        expected = self.expected(queue)
        if expected is None:
            return None
        arrivals = (self.oldest(each) for each in self._sharing[self._line_of[queue]])
        oldest = min((at for at in arrivals if at is not None), default=now)
        return expected.forecast(now, percent, ahead=ahead, longest=now - oldest)
