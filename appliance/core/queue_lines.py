"""Who has a ticket in each queue and since when, and how long that takes as a rule."""

from collections.abc import Mapping

from appliance.core.expected_wait import ExpectedWait, Forecast
from appliance.core.times import Times
from appliance.model.words import CallId, Ms, QueueName


class Line:
    """Queues whose tickets need the same, and what is to be expected there."""

    __slots__ = ("expected", "queues")

    def __init__(self, expected: ExpectedWait) -> None:
        self.expected = expected
        self.queues: list[Times[CallId]] = []
        """Arrivals of the tickets of each."""

    def oldest(self) -> Ms | None:
        oldest = None
        for queue in self.queues:
            at = queue.earliest()
            if at is not None and (oldest is None or at < oldest):
                oldest = at
        return oldest


class QueueLines:
    """Tickets held out to somebody are in it until they are taken. Queues with the same need share one expectation."""

    def __init__(self) -> None:
        self._tickets: dict[QueueName, Times[CallId]] = {}
        self._line_of: dict[QueueName, Line] = {}
        self._lines: dict[int, Line] = {}

    def adopt(self, line_of: Mapping[QueueName, int]) -> None:
        """The plan's queues and the line that each queue's tickets join; tickets of others stay until they leave."""
        kept = {queue: tickets for queue, tickets in self._tickets.items() if len(tickets)}
        self._tickets = {queue: Times() for queue in line_of} | kept
        known = self._lines
        self._lines = {
            line: Line(known[line].expected if line in known else ExpectedWait()) for line in line_of.values()
        }
        self._line_of = {queue: self._lines[line] for queue, line in line_of.items()}
        for queue, line in self._line_of.items():
            line.queues.append(self._tickets[queue])

    def join(self, queue: QueueName, call: CallId, arrived: Ms) -> bool:
        """Whether it is the oldest there now."""
        tickets = self._tickets[queue]
        oldest = tickets.earliest()
        tickets.set(call, arrived)
        return oldest is None or arrived < oldest

    def leave(self, queue: QueueName, call: CallId) -> bool:
        """Whether it was the oldest. Harmless for who is not there."""
        tickets = self._tickets[queue]
        arrived = tickets.at(call)
        was_oldest = arrived is not None and arrived == tickets.earliest()
        tickets.cancel(call)
        return was_oldest

    def count(self, queue: QueueName) -> int:
        return len(self._tickets[queue])

    def oldest(self, queue: QueueName) -> Ms | None:
        """Arrival of who has waited longest."""
        tickets = self._tickets.get(queue)
        return tickets.earliest() if tickets is not None else None

    def expected(self, queue: QueueName) -> ExpectedWait | None:
        """None for a queue that the plan does not have any more."""
        line = self._line_of.get(queue)
        return line.expected if line is not None else None

    def together(self, queue: QueueName) -> int:
        """Tickets of all queues that share the line."""
        return sum(map(len, self._line_of[queue].queues))

    def forecast(self, queue: QueueName, percent: int, now: Ms, *, ahead: int) -> Forecast | None:
        """For somebody who joins now, with so many ahead in line. None: too little known."""
        line = self._line_of.get(queue)
        if line is None:
            return None
        oldest = line.oldest()
        return line.expected.forecast(now, percent, ahead=ahead, longest=0 if oldest is None else now - oldest)
