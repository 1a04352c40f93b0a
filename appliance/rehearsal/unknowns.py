"""What the history does not tell, drawn: how long the answered would have waited, what the lost would have said.

One draw serves every plan, so that plans are compared on the very same callers (common random numbers).
"""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from appliance.core.rehearsed import Callers, Ending, Int64s
from appliance.model.plan import Plan
from appliance.model.words import AgentName, Ms
from appliance.rehearsal.censored import Censored
from appliance.rehearsal.history import Columns, History

ENOUGH_HUNG_UP = 30
"""Who hung up in one queue; with fewer, patience is learnt from all queues together."""
ENOUGH_TALKS = 20
"""The same for what was talked."""


class Draw:
    """One way it may have been: everything that is missing is filled in."""

    def __init__(
        self, stays: Columns, patience: Mapping[int, Censored], rings: Censored, dice: np.random.Generator
    ) -> None:
        """`patience`: of each queue."""
        self._stays = stays
        self.patience = stays.waited.copy()
        lasted = stays.ending != Ending.ABANDONED
        for queue in np.unique(stays.queue):
            mine = lasted & (stays.queue == queue)
            self.patience[mine] = patience[int(queue)].draw(stays.waited[mine], dice)
        self.ring = stays.ring.copy()
        unanswered = stays.ending != Ending.ANSWERED
        self.ring[unanswered] = rings.draw(stays.ring[unanswered], dice)
        self.like = _alike(stays, dice)
        """Of each stay the answered one whose talk it has: its own where it was answered."""

    def callers(self, plan: Plan, people: Sequence[AgentName]) -> Callers:
        """As they would have been under the plan; of its settings only the time for wrap-up matters to this."""
        stays, like = self._stays, self.like
        limits = np.array(_wrap_limits(plan, people), np.int64)[stays.agent[like]]
        limits = np.where(limits < 0, stays.wrap[like], limits)
        wrap = np.where(stays.wrap_by_agent[like], np.minimum(stays.wrap[like], limits), limits)
        return Callers(
            joined=stays.joined,
            asked=stays.asked,
            queue=stays.queue,
            preferred=stays.preferred,
            patience=self.patience,
            ring=self.ring,
            talk=stays.talk[like],
            wrap=wrap,
        )


def draws(history: History, patience: Ms | None, count: int, seed: int) -> Iterator[Draw]:
    """So many ways it may have been; equal arguments draw the same. `patience`: its mean, where it is told."""
    curves, stays = learnt(history, patience), history.stays
    rings = Censored(stays.ring, stays.ending == Ending.ANSWERED)
    for number in range(count):
        yield Draw(stays, curves, rings, np.random.default_rng((seed, number)))


def learnt(history: History, patience: Ms | None) -> dict[int, Censored]:
    """Of each queue how long its callers are willing to wait."""
    stays = history.stays
    if patience is not None:
        return dict.fromkeys(range(len(history.queues)), Censored.exponential(patience))
    hung_up = (stays.ending == Ending.ABANDONED) & ~stays.by_key
    every = Censored(stays.waited, hung_up)
    return {
        queue: Censored(stays.waited[stays.queue == queue], hung_up[stays.queue == queue])
        if np.count_nonzero(hung_up & (stays.queue == queue)) >= ENOUGH_HUNG_UP
        else every
        for queue in range(len(history.queues))
    }


def _alike(stays: Columns, dice: np.random.Generator) -> Int64s:
    like = np.arange(len(stays.joined))
    answered = stays.ending == Ending.ANSWERED
    everywhere = np.flatnonzero(answered)
    for queue in np.unique(stays.queue):
        lacking = np.flatnonzero(~answered & (stays.queue == queue))
        here = np.flatnonzero(answered & (stays.queue == queue))
        like[lacking] = dice.choice(here if len(here) >= ENOUGH_TALKS else everywhere, len(lacking))
    return like


def _wrap_limits(plan: Plan, people: Sequence[AgentName]) -> list[Ms]:
    """-1 for who is not in the plan."""
    limits = {agent.name: agent.wrap_up_ms for agent in plan.agents}
    return [limits.get(name, -1) for name in people]
