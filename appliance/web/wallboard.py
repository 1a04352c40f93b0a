"""What hangs on the wall: queues, agents and the day in figures. No caller's name or number is in it."""

import msgspec

from appliance.model.board import BoardLimits
from appliance.model.snapshot import AgentView, QueueView
from appliance.model.states import AgentActivity, AgentStatus
from appliance.model.words import AgentName, Ms, QueueName, Value
from appliance.web.board import Parts
from appliance.web.feed import Feed
from appliance.web.today import Count, Today

MOST_ARRIVALS = 50
"""Told of a queue: more than will become late before the next change is sent."""

_encode = msgspec.json.Encoder().encode


class BoardQueue(Value, frozen=True, kw_only=True, tag=False):
    name: QueueName
    target_ms: Ms
    waiting: int = 0
    arrivals: tuple[Ms, ...] = ()
    """When they asked for a person, on the box's clock, longest ago first; at most MOST_ARRIVALS."""
    limits: BoardLimits
    today: Count


class BoardAgent(Value, frozen=True, kw_only=True, tag=False):
    name: AgentName
    status: AgentStatus
    activity: AgentActivity
    since: Ms
    reason: str = ""


class Board(Value, frozen=True, kw_only=True, tag=False):
    """The wallboard at one moment."""

    box: str
    now: Ms
    utc_ms: int
    queues: tuple[BoardQueue, ...]
    agents: tuple[BoardAgent, ...]
    today: Count


class BoardParts:
    """As a watcher of the wallboard is sent it."""

    def __init__(self, feed: Feed, today: Today, assets: str) -> None:
        self._feed = feed
        self._today = today
        self._assets = assets

    def board(self) -> Board | None:
        """None before the box was reached."""
        house = self._feed.snapshot()
        if house is None:
            return None
        targets = {queue.name: queue.target_ms for queue in house.queues}
        return Board(
            box=self._feed.box,
            now=house.now,
            utc_ms=house.utc_ms,
            queues=tuple(_queue(queue, self._today.count(targets, queue.name)) for queue in house.queues),
            agents=tuple(map(_agent, house.agents)),
            today=self._today.count(targets),
        )

    def parts(self) -> Parts:
        """As board.parts_of has it for the whole house."""
        feed, board = self._feed, self.board()
        whole = {"box": _encode(feed.box), "assets": _encode(self._assets), "gone": _encode(feed.gone)}
        rows: dict[str, dict[str | int, bytes]] = {}
        if board is not None:
            rows["queues"] = {queue.name: _encode(queue) for queue in board.queues}
            rows["agents"] = {agent.name: _encode(agent) for agent in board.agents}
            whole["today"] = _encode(board.today)
            whole.update({name: b"[" + b",".join(found.values()) + b"]" for name, found in rows.items()})
        return Parts(whole, rows)


def _queue(queue: QueueView, today: Count) -> BoardQueue:
    return BoardQueue(
        name=queue.name,
        target_ms=queue.target_ms,
        waiting=len(queue.waiting),
        arrivals=tuple(sorted(ticket.arrived for ticket in queue.waiting)[:MOST_ARRIVALS]),
        limits=queue.board,
        today=today,
    )


def _agent(agent: AgentView) -> BoardAgent:
    return BoardAgent(
        name=agent.name, status=agent.status, activity=agent.activity, since=agent.since, reason=agent.reason
    )
