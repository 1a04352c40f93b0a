"""The door of the rehearsal: calls and staff in, what the router would have made of them out.

The very router that runs is what is rehearsed: its own operations are called, in C, by a list of what happens next.
At one instant happen: ends of work by agent number, each wholly handled, then hang-ups by ticket number, then steps of
relaxation and ends of reservations by ticket number, then what is given – signing in and out, before the arrivals
unless a shift says otherwise. What follows at the same instant (a talk of length 0) is next, by the same order.

A ticket is offered to the agent found, rings, is answered, and after talk and wrap-up the agent is free. A caller hangs
up when not answered by arrival + patience; who is answered at that very instant stays. Of those rung all at once
(`ring_all`) the first who answers has the call, then the lowest number.

Words: _fastroute/trace.py (what goes in), _fastroute/outcome.py (what comes out), _fastroute/outcome_figures.py.
"""

from collections.abc import Callable, Sequence

from _fastroute.outcome import Outcome
from _fastroute.trace import Need, Programme, Staff, Trace

PROGRESS_EVERY: int
"""So many events between two calls of `progress`."""

def replay(
    trace: Trace,
    staff: Staff,
    *,
    needs: Sequence[Need],
    strategy: str = "longest_idle",
    late_every: int = 0,
    seed: int = 0,
    window: int = 3_600_000,
    programmes: Sequence[Programme] = (),
    until: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Outcome:
    """Plays all calls. Equal arguments, equal outcome.

    `strategy`, `late_every`, `seed` and `window` (in the unit of the trace) are the router's, see router.pyi. Agents
    without shifts are there from before the first arrival. `until`: what would happen then or later does not.
    `progress(tickets that came, all tickets)` is called every PROGRESS_EVERY events; what it raises ends the rehearsal.
    Raises TraceFault for what cannot be played and RouterFault where the router has a limit; see trace.py and
    faults.py. The interpreter's lock is free meanwhile.
    """
