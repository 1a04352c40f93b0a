"""What a draft changes, in words, and what of it can be rehearsed."""

from msgspec.structs import replace

from appliance.model.plan import AgentPlan, HoursPlan, Plan, QueuePlan
from appliance.model.policy import Capacity, Relaxation, RoutingPlan, Strategy
from appliance.model.settings import DriverChoice, Settings, WebSettings
from appliance.rehearsal.changes import changes, plan_changes

SALES, ANNA = QueuePlan(name="sales", need={"sales": 2}), AgentPlan(name="anna", skills={"sales": 3})
PLAN = Plan(queues=(SALES,), agents=(ANNA,))


def test_nothing() -> None:
    assert plan_changes(PLAN, PLAN) == ((), ())


def test_settings_of_a_queue() -> None:
    queue = replace(
        SALES,
        need={"sales": 1, "english": 2},
        target_ms=30_000,
        strategy=Strategy.LINEAR,
        needs_staff=False,
        relax=(Relaxation(after_ms=5_000, need={}),),
        music="waltz",
        band=2,
    )
    found = plan_changes(PLAN, replace(PLAN, queues=(queue,)))
    assert found.rehearsed == (
        "queue sales: need sales 2 → sales 1, english 2",
        "queue sales: target 20 s → 30 s",
        "queue sales: band 0 → 2",
        "queue sales: strategy as [routing] says → linear",
        "queue sales: relax nothing → after 5 s anybody may take the call",
        "queue sales: needs_staff yes → no",
    )
    assert found.others == ("queue sales: music music → waltz",)


def test_steps_of_relaxation_are_told_in_words() -> None:
    before = (Relaxation(after_ms=5_000, agents=("carla",)),)
    after = (Relaxation(after_ms=15_000, agents=("carla",)), Relaxation(after_ms=60_000, overflow=True))
    present = Plan(queues=(replace(SALES, relax=before),))
    assert plan_changes(present, Plan(queues=(replace(SALES, relax=after),))).rehearsed == (
        (
            "queue sales: relax after 5 s carla may take the call too → after 15 s carla may take the call too; "
            "after 1 min the caller goes on without a person"
        ),
    )


def test_agents_and_what_holds_for_all() -> None:
    anna = replace(ANNA, capacity=Capacity(voice=2, text=1), wrap_up_ms=20_000)
    draft = Plan(
        queues=(SALES, QueuePlan(name="service")),
        agents=(anna, AgentPlan(name="dora")),
        routing=RoutingPlan(strategy=Strategy.ROUND_ROBIN, seed=4),
    )
    found = plan_changes(PLAN, draft)
    assert found.rehearsed == (
        "routing: strategy longest_idle → round_robin",
        "agent anna: capacity: voice 1 → 2",
        "agent anna: wrap_up 5 s → 20 s",
        "agent dora is added",
    )
    assert found.others == ("routing: seed 0 → 4", "queue service is added", "agent anna: capacity: text 3 → 1")


def test_the_plan_of_long_ago_may_have_had_others() -> None:
    assert plan_changes(PLAN, Plan()).rehearsed == ("queue sales is taken out", "agent anna is taken out")


def test_what_is_outside_of_routing() -> None:
    draft = Settings(plan=replace(PLAN, hours=(HoursPlan(name="office"),)), web=WebSettings(port=1))
    assert changes(Settings(plan=PLAN), draft) == ((), ("hours of the plan", "web of the box"))


def test_another_file_is_no_other_station() -> None:
    here, there = (Settings(stations={"anna": DriverChoice(driver="pretend", place=place)}) for place in "ab")
    assert changes(here, there) == ((), ())
    assert changes(here, Settings(stations={"anna": DriverChoice(driver="browser")})).others == ("stations of the box",)
