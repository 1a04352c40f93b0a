"""What a queue needs, step by step: whoever may take a ticket still may after it has become easier."""

from hypothesis import given
from hypothesis import strategies as st

from _fastroute.router import LEVEL_LIMIT, Router
from appliance.core.needs import INSIDE, OUTSIDE, Needs, Requirement, stages
from appliance.model.plan import AgentPlan, QueuePlan
from appliance.model.policy import Relaxation, WorkKind

SKILLS = st.dictionaries(st.sampled_from(["german", "billing", "dutch"]), st.integers(1, 5))
AGENTS = st.builds(lambda name, skills: AgentPlan(name=name, skills=skills), st.sampled_from(["anna", "ben"]), SKILLS)
OPENING = st.builds(
    lambda queues, agents: Relaxation(after_ms=1, queues=queues, agents=agents),
    st.lists(st.sampled_from(["sales", "service"]), max_size=2).map(tuple),
    st.lists(st.sampled_from(["anna", "ben"]), max_size=2).map(tuple),
)
QUEUES = {"sales": QueuePlan(name="sales", need={"german": 2}), "service": QueuePlan(name="service", need={"dutch": 3})}


@st.composite
def easier(draw: st.DrawFn) -> QueuePlan:
    """A queue whose needs only become easier, as the settings demand it unless declared otherwise."""
    need = draw(SKILLS)
    first, steps = dict(need), []
    for _ in range(draw(st.integers(0, 4))):
        if draw(st.booleans()):
            steps.append(draw(OPENING))
            continue
        need = {skill: draw(st.integers(1, level)) for skill, level in need.items() if draw(st.booleans())}
        steps.append(Relaxation(after_ms=1, need=need))
    return QueuePlan(name="queue", need=first, relax=tuple(steps))


@given(easier(), AGENTS)
def test_who_may_take_a_ticket_still_may_when_it_is_older(queue: QueuePlan, agent: AgentPlan) -> None:
    may = [stage.strength(agent) > 0 for stage in stages(queue, QUEUES)]
    assert may == sorted(may)


@given(easier(), st.lists(AGENTS, min_size=1, max_size=4))
def test_the_router_is_told_exactly_that(queue: QueuePlan, agents: list[AgentPlan]) -> None:
    router = Router()
    needs, programme = Needs(router), stages(queue, QUEUES)
    needs.add(programme)
    for number, agent in enumerate(agents):
        router.add_agent(number, needs.levels(agent))
    for stage in programme:
        handle = needs.handle(stage, WorkKind.VOICE, {})
        for number, agent in enumerate(agents):
            router.sign_in(number, 0)
            assert router.staffed(handle) == (stage.strength(agent) > 0)
            router.sign_out(number, 0)


def test_equal_requirements_are_one_need_and_other_tiers_another() -> None:
    needs = Needs(Router())
    one, same = Requirement(((("german", 2),),)), Requirement(((("german", 2),),))
    opened = Requirement(((("german", 2),),), ("anna",))
    needs.add((one, same, opened, opened))
    handles = [needs.handle(each, WorkKind.VOICE, {}) for each in (one, same, opened, opened)]
    assert handles[0] == handles[1] != handles[2] == handles[3]
    assert needs.handle(one, WorkKind.VOICE, {0: 1}) != handles[0] != needs.handle(one, WorkKind.TEXT, {})


def test_alternatives_keep_how_good_somebody_is_within_the_routers_levels() -> None:
    needs = Needs(Router())
    many = tuple((f"skill{number}", 1) for number in range(100))
    needs.add((Requirement((many, (("german", 1),))),))
    able = AgentPlan(name="anna", skills={skill: 5 for skill, _ in many})
    for agent, level in ((able, LEVEL_LIMIT), (AgentPlan(name="ben", skills={"german": 4}), OUTSIDE + 4)):
        assert needs.levels(agent)[1] == level >= INSIDE
    assert needs.levels(AgentPlan(name="carla"))[1] == OUTSIDE
