"""Our router with the benchmark's traces: inside `traffic`, and as a router for the driver."""

from collections.abc import Callable

import numpy as np

from _fastroute import traffic
from _fastroute.outcome import Outcome
from _fastroute.router import Router
from _fastroute.trace import Agent, Need, Staff
from _fastroute.trace import Trace as Calls
from benchmarks.routing.traces import House, Trace


def rehearsal(trace: Trace, until: int | None = None) -> Callable[[], Outcome]:
    """The trace in the words of `traffic`; each call plays it whole, setting up included.

    The columns are int64, as `traffic` takes them without a copy; the reference has its own made beforehand too.
    """
    house = trace.house
    calls = Calls(
        arrival=trace.arrival,
        need=trace.need.astype(np.int64),
        band=-trace.priority.astype(np.int64),
        talk=trace.talk,
        patience=trace.patience,
    )
    staff = Staff(agents=[Agent(skills) for skills in house.agents], shifts=trace.shifts)
    needs = [Need(skills) for skills in house.needs]
    return lambda: traffic.replay(calls, staff, needs=needs, until=until)


def router(house: House) -> Router:
    """With the agents of the house, signed out; its needs have the numbers that traces call them by."""
    made = Router(explaining=False)
    for agent, skills in enumerate(house.agents):
        made.add_agent(agent, skills)
    for number, skills in enumerate(house.needs):
        if made.need(skills) != number:
            raise ValueError(f"routing traces: need {number} is there twice, or the router does not count from 0")
    return made
