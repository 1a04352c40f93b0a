"""What each step of a relaxation is told as: an easier need, further queues, people by name."""

from appliance.core.explain_words import any_of, eased
from appliance.model import events
from appliance.model.explanation import Reason, Waiting
from appliance.model.plan import AgentPlan, QueuePlan
from appliance.model.policy import Relaxation, Strategy
from tests.core.counter import Counter, counter

SALES = QueuePlan(name="sales", need={"sales": 1})
GERMAN = QueuePlan(
    name="german",
    need={"german": 3, "tech": 2},
    needs_staff=False,
    relax=(
        Relaxation(after_ms=10_000, need={"german": 3}),
        Relaxation(after_ms=20_000, agents=("carla",)),
        Relaxation(after_ms=30_000, queues=("sales",)),
    ),
)
CARLA, DORA = AgentPlan(name="carla"), AgentPlan(name="dora", skills={"german": 3})
EMIL = AgentPlan(name="emil", skills={"sales": 2, "german": 1})


def waiting(*here: str) -> Counter:
    play = Counter(counter([GERMAN, SALES], [CARLA, DORA, EMIL]))
    play.sign_in(*here)
    play.engine.record(1)
    play.ring("german 1")
    return play


def why(play: Counter, at: float) -> Waiting:
    told = play.at(at).engine.why_waiting(1, play.now)
    assert told is not None
    return told


def last(play: Counter, at: float) -> Reason:
    """The last decision about the call, made at that time."""
    record = play.engine.record(1)
    play.at(at)
    return record.reasons()[-1]


def test_a_step_that_opens_the_queue_to_somebody_is_not_told_as_a_level() -> None:
    decided = last(waiting("carla"), 20)
    assert decided.sentences[0] == (
        "From 0:20 of waiting carla may take the call too: offered to carla, who is the only one ready who may take it."
    )
    decided = last(waiting("emil"), 30)
    assert decided.sentences[0] == (
        "From 0:30 of waiting whoever serves sales may take the call too: offered to emil, who has sales at level 2 – "
        "german 3 and tech 2 were needed at first – and is the only one ready who may take it."
    )


def test_a_step_that_asks_for_less_is() -> None:
    assert last(waiting("dora"), 10).sentences[0].startswith("From 0:10 of waiting german 3 is enough: offered to dora")


def test_every_way_in_which_it_may_be_taken_is_told() -> None:
    play = waiting()
    told = [why(play, at).sentences[0].partition(", which needs ")[2] for at in (1, 11, 21, 31)]
    assert told == ["german 3 and tech 2.", "german 3.", "german 3 or carla.", "german 3, sales 1 or carla."]
    facts = why(play, 32).facts
    assert (facts.need, facts.or_needs, facts.or_agents) == ({"german": 3}, ({"sales": 1},), ("carla",))


def test_what_is_to_come_says_which_step_helps_whom() -> None:
    play = waiting("carla", "emil")
    play.play(events.BreakBegan("emil", "lunch"))
    assert why(play, 1).ways_out[:3] == (
        "In 0:09, from 0:10 of waiting, german 3 is enough: dora, now signed out, may take it then.",
        "In 0:19, from 0:20 of waiting, the queue is open to carla: it goes there then.",
        "In 0:29, from 0:30 of waiting, the queue is open to emil, now on break.",
    )


def test_nothing_at_all_is_asked_for() -> None:
    assert eased(Relaxation(after_ms=1, need={})) == "anybody may take the call"
    assert any_of(({"german": 3}, {}), ("anna",)) == ""


def test_the_numbers_of_a_strategy_are_the_plans_own_whatever_stands_for_alternatives() -> None:
    """The router has a skill of its own for each way of alternatives; nobody has to know."""
    opens = Relaxation(after_ms=10_000, queues=("sales",))
    anna = AgentPlan(name="anna", skills={"sales": 3})
    ben = AgentPlan(name="ben", skills={"sales": 2, "tech": 1})
    for strategy, because in (
        (Strategy.BEST_SKILL, "is better at what is needed than ben (levels of 3 against 2)"),
        (Strategy.LEAST_VERSATILE, "has 1 skill against ben's 2, so that ben stays free for what fewer can do"),
    ):
        vip = QueuePlan(name="vip", need={"german": 5}, needs_staff=False, relax=(opens,), strategy=strategy)
        play = Counter(counter([vip, SALES], [anna, ben]))
        play.sign_in("ben", "anna")
        record = play.engine.record(1)
        play.ring("vip 1")
        play.at(10)
        assert play.notes(1)[-1] == f"Offered to anna: anna {because}"
        assert record.reasons()[-1].sentences[0].endswith(f"and {because}.")
