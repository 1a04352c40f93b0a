"""The house in Prometheus' text exposition format 0.0.4."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from appliance.control.schema import Stats
from appliance.model.snapshot import Snapshot
from appliance.model.states import AgentActivity, AgentStatus, CallState, LineState
from appliance.model.words import Ms

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

Labels = Mapping[str, str]
Sample = tuple[Labels, float]


def exposition(snapshot: Snapshot | None, stats: Stats | None) -> str:
    """`None` for what the box does not tell: it is down then."""
    lines = [*_metric("callbox_up", "Whether the box answers.", [({}, float(stats is not None))])]
    if stats is not None:
        lines += _of_stats(stats)
        if snapshot is not None:
            lines += _of_snapshot(snapshot)
    return "\n".join(lines) + "\n"


def _of_stats(stats: Stats) -> Iterator[str]:
    yield from _metric("callbox_up_seconds", "Since the control socket opened.", [({}, stats.up_ms / 1000)])
    yield from _metric("callbox_clients", "Connections to the control socket.", [({}, stats.clients)])
    for name, value in sorted(stats.figures.items()):
        yield from _metric(
            f"callbox_{re.sub('[^a-z0-9]+', '_', name.lower())}", f"The box's figure: {name}.", [({}, value)]
        )


def _of_snapshot(now: Snapshot) -> Iterator[str]:
    lines = Counter(line.state for line in now.lines)
    calls = Counter(call.state for call in now.calls)
    agents = Counter((agent.status, agent.activity) for agent in now.agents)
    yield from _metric("callbox_draining", "Whether the box is stopping.", [({}, now.draining)])
    yield from _metric("callbox_lines", "Lines by state.", [({"state": each.value}, lines[each]) for each in LineState])
    yield from _metric(
        "callbox_line_in_order",
        "Whether a line works.",
        [({"line": line.name}, line.state is not LineState.OUT_OF_ORDER) for line in now.lines],
    )
    yield from _metric("callbox_calls", "Calls by state.", [({"state": each.value}, calls[each]) for each in CallState])
    yield from _metric(
        "callbox_agents",
        "Agents by status and activity.",
        [
            ({"status": status.value, "activity": activity.value}, agents[status, activity])
            for status in AgentStatus
            for activity in AgentActivity
        ],
    )
    yield from _metric(
        "callbox_queue_waiting", "Callers in line.", [({"queue": each.name}, len(each.waiting)) for each in now.queues]
    )
    waits = {each.name: _longest(now.now, (ticket.arrived for ticket in each.waiting)) for each in now.queues}
    yield from _metric(
        "callbox_queue_longest_wait_seconds",
        "Of those in line now.",
        [({"queue": name}, wait / 1000) for name, wait in waits.items()],
    )
    yield from _metric(
        "callbox_messages_new", "That nobody has heard.", [({"box": each.name}, each.new) for each in now.boxes]
    )


def _longest(now: Ms, arrived: Iterable[Ms]) -> Ms:
    return max((now - each for each in arrived), default=0)


def _metric(name: str, what: str, samples: Iterable[Sample]) -> Iterator[str]:
    yield f"# HELP {name} {what}"
    yield f"# TYPE {name} gauge"
    for labels, value in samples:
        inside = ",".join(f'{label}="{_escaped(text)}"' for label, text in labels.items())
        yield f"{name}{{{inside}}} {float(value):.10g}" if inside else f"{name} {float(value):.10g}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
