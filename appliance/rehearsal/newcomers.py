"""Agents whom only the draft knows: when they would be there nobody has written down."""

import numpy as np

from appliance.core.rehearsed import Int64s, Shop
from appliance.model.plan import Plan
from appliance.model.words import AgentName
from appliance.rehearsal.history import History


def everybody(history: History, present: Plan, draft: Plan) -> tuple[Shop, tuple[AgentName, ...]]:
    """The shop with everybody of history and plans, and who is new: supposed to be there whenever anybody is."""
    before = {*history.people, *(agent.name for agent in present.agents)}
    new = tuple(agent.name for agent in draft.agents if agent.name not in before)
    people = (*history.people, *sorted(before.difference(history.people)), *new)
    anybody = union(history.shifts)
    theirs = [np.column_stack((np.full(len(anybody), people.index(name)), anybody)) for name in new]
    return Shop(people, history.queues, np.concatenate((history.shifts, *theirs)).astype(np.int64)), new


def union(shifts: Int64s) -> Int64s:
    """Rows of begin and end: when at least one is there."""
    ordered = shifts[np.argsort(shifts[:, 1], kind="stable"), 1:]
    reached = np.maximum.accumulate(ordered[:, 1])
    first = np.append(True, ordered[1:, 0] > reached[:-1])
    last = np.append(first[1:], True)
    return np.column_stack((ordered[first, 0], reached[last]))
