"""32 lines and 50 agents on a control socket, one change a second: python -m benchmarks.pages.house SOCKET."""

import asyncio
import sys
from pathlib import Path

from appliance.control.server import serve
from appliance.control.socket_file import SocketFile
from appliance.model.caller import Caller, Presentation
from appliance.model.snapshot import AgentView, CallView, LineView, QueueView, Snapshot
from appliance.model.states import AgentActivity, AgentStatus, CallState, LineState
from tests.control.house import NOON, InventedBox, record

LINES, AGENTS, QUEUES = 32, 50, 4


def house(changes: int = 0) -> Snapshot:
    """After so many changes: with each, the next agent's conversation begins anew."""
    calls = [_call(number, changes) for number in range(LINES)]
    lines = [
        LineView(name=f"line{number + 1}", state=LineState.IN_USE, since=0, modem="USRobotics 5637", call=call.call)
        for number, call in enumerate(calls)
    ]
    agents = [_agent(number, calls[number].call if number < LINES else None) for number in range(AGENTS)]
    return Snapshot(
        now=1_000_000 + 1_000 * changes,
        utc_ms=NOON + 1_000 * changes,
        lines=tuple(lines),
        calls=tuple(calls),
        queues=tuple(QueueView(name=f"queue {number}", target_ms=20_000) for number in range(QUEUES)),
        agents=tuple(agents),
        last_calls=tuple(record(number) for number in range(30, 10, -1)),
    )


def _call(number: int, changes: int) -> CallView:
    turns = (changes + LINES - 1 - number) // LINES
    return CallView(
        call=100 + number + LINES * turns,
        line=f"line{number + 1}",
        state=CallState.TALKING,
        since=500_000 + 1_000 * turns,
        rang=490_000 + 1_000 * turns,
        caller=Caller(number=f"+4416329{number:05}", presentation=Presentation.GIVEN),
        step="agents",
        queue=f"queue {number % QUEUES}",
        agent=f"agent{number + 1}",
    )


def _agent(number: int, call: int | None) -> AgentView:
    activity = AgentActivity.IDLE if call is None else AgentActivity.TALKING
    return AgentView(name=f"agent{number + 1}", status=AgentStatus.READY, activity=activity, since=0, call=call)


async def main(socket: Path) -> None:
    box = InventedBox(house())
    server = await serve(box, SocketFile(socket))
    print("ready", flush=True)
    changes = 0
    try:
        while True:
            await asyncio.sleep(1.0)
            changes += 1
            box.show(house(changes))
    finally:
        await server.close()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
