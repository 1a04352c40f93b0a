"""Small histories, invented."""

import numpy as np

from appliance.core.rehearsed import NOBODY, Ending
from appliance.rehearsal.history import DAY_MS, Columns, History


def history(
    waits: list[tuple[int, Ending, int]], days: int = 1, queues: tuple[str, ...] = ("sales",), agent: int = 0
) -> History:
    """From (wait, how it ended, queue), one every minute, spread evenly over the days; one agent, anna."""
    count = len(waits)
    day = np.arange(count) * days // max(count, 1)
    joined = day * DAY_MS + np.arange(count) * 60_000
    answered = np.array([ending == Ending.ANSWERED for _, ending, _ in waits])
    length = np.where(answered, 30_000, -1)
    midnights = np.arange(days) * DAY_MS
    return History(
        zero=0,
        days=tuple(f"2026-11-{number + 1:02}" for number in range(days)),
        midnights=midnights,
        people=("anna",),
        queues=queues,
        stays=Columns(
            asked=joined,
            joined=joined,
            queue=np.array([queue for *_, queue in waits]),
            waited=np.array([wait for wait, *_ in waits]),
            ending=np.array([ending for _, ending, _ in waits], np.int8),
            by_key=np.zeros(count, np.bool_),
            preferred=np.full(count, NOBODY),
            agent=np.where(answered, agent, NOBODY),
            ring=np.where(answered, 2_000, 0),
            talk=length,
            wrap=np.where(answered, 10_000, -1),
            wrap_by_agent=np.zeros(count, np.bool_),
            day=day,
        ),
        shifts=np.column_stack((np.zeros(days, np.int64), midnights, midnights + DAY_MS // 2)),
        several=0,
        plans=(),
    )
