"""The agents as the router knows them: numbers for names, and what the plan says each can do."""

from collections.abc import Iterable, Mapping

from _fastroute.records import AgentState
from _fastroute.router import Router
from appliance.core.errors import UnknownName
from appliance.core.needs import KINDS, Needs
from appliance.model.plan import AgentPlan
from appliance.model.words import AgentName, Ms

BEHIND_THE_LIST = 10_000
"""Positions of agents who have none in the plan: in its order, after those who have one."""


class Roster:
    """Who is not in the plan any more stays until signed out, and is then forgotten."""

    def __init__(self, router: Router, needs: Needs) -> None:
        self.plans: dict[AgentName, AgentPlan] = {}
        self.ids: dict[AgentName, int] = {}
        self.names: dict[int, AgentName] = {}
        self._router = router
        self._needs = needs
        self._next_id = 0

    def id(self, agent: AgentName) -> int:
        """Raises UnknownName."""
        id_ = self.ids.get(agent)
        if id_ is None:
            msg = f'routing: no agent "{agent}"; the plan has {", ".join(self.ids) or "none"}'
            raise UnknownName(msg)
        return id_

    def tiers(self, tiers: Mapping[AgentName, int]) -> dict[int, int]:
        return {self.ids[name]: tier for name, tier in tiers.items() if name in self.ids}

    def adopt(self, plans: Iterable[AgentPlan]) -> None:
        """Takes up names; what the agents can do is told by update()."""
        self.plans = {plan.name: plan for plan in plans}
        for name in tuple(self.ids):
            self.forget_if_out(name)
        for name in self.plans:
            if name not in self.ids:
                self._add(name)

    def update(self, plan: AgentPlan, place: int, now: Ms) -> None:
        """Tells the router of the agent's skills, tier, position and capacities; `place` is that in the plan."""
        self._router.set_skills(
            self.ids[plan.name],
            self._needs.levels(plan),
            now,
            tier=plan.tier,
            position=BEHIND_THE_LIST + place if plan.position is None else plan.position,
            capacity={number: getattr(plan.capacity, kind.value) for kind, number in KINDS.items()},
        )

    def forget_if_out(self, agent: AgentName) -> None:
        if agent in self.plans or self._router.state(self.ids[agent]) is not AgentState.OUT:
            return
        self._router.remove_agent(self.ids[agent])
        del self.names[self.ids.pop(agent)]

    def _add(self, name: AgentName) -> None:
        self._router.add_agent(self._next_id, {})
        self.ids[name] = self._next_id
        self.names[self._next_id] = name
        self._next_id += 1
