"""What the settings say about routing must make sense; each fault is one sentence."""

from pathlib import Path

import pytest

from appliance.config import SettingsFault, load
from appliance.model.plan import Plan
from appliance.model.policy import Capacity, Relaxation, RoutingPlan, Strategy

HOUSE = """
[[queue]]
name = "sales"
need = {{ sales = 2 }}
max_wait = "3 min"
{queue}
[[queue]]
name = "service"
[[agent]]
name = "anna"
skills = {{ sales = 3, dutch = 1 }}
station = "pretend"
{agent}
[[agent]]
name = "ben"
station = "pretend"
[[prompt]]
name = "two_minutes"
text = "About two minutes."
{rest}
"""

WRONG = [
    ("tiers = { ana = 1 }", '[[queue]] 1 "sales" tiers.ana = 1: no such agent; did you mean "anna"?'),
    ("tiers = { ben = 10 }", '[[queue]] 1 "sales" tiers.ben = 10: expected 0 to 9'),
    ("band = 10", '[[queue]] 1 "sales" band = 10: expected 0 to 9'),
    ("strategy = 'longest'", '[[queue]] 1 "sales" strategy = "longest": no such value; did you mean "longest_idle"?'),
    ("prefer_last_agent = '3 min'", 'prefer_last_agent = "3 min": nobody waits so long; max_wait is 3 min'),
    ("announce_every = '5 s'", 'announce_every = "5 s": expected "0 s" for never, or "10 s" to "1 h"'),
    (
        "announce_every = '45 s'",
        'announce_every = "45 s": there is nothing to say; give "announce_spoken", "announce_minutes" or',
    ),
    (
        "announce_minutes = { x = 'music' }",
        'announce_minutes.x = "music": the key "x" is wrong, expected whole minutes',
    ),
    (
        "announce_minutes = { 2 = 'two_minute' }",
        'announce_minutes.2 = "two_minute": no such prompt; did you mean "two_minutes"?',
    ),
    (
        "board_waiting_alarm = 2",
        "board_waiting_alarm = 2: its warning, 3, would come after it; the warning comes first",
    ),
    (
        "board_wait = '30 s'",
        'board_wait_alarm = "20 s": its warning, 30 s, would come after it; the warning comes first',
    ),
    ("board_level_alarm = 95", "board_level_alarm = 95: its warning, 90, would come after it; the warning comes first"),
    ("board_level = 101", "board_level = 101: expected 0 to 100"),
    ("announce_next = 'soon'", 'announce_next = "soon": no such prompt; there is'),
    ("relax = [{ after = '9 s' }]", 'relax.1: does nothing or too much; give exactly one of "need", "queues" or'),
    ("relax = [{ after = '9 s', overflow = true, need = {} }]", "relax.1: does nothing or too much; give exactly one"),
    ("relax = [{ after = '0 s', overflow = true }]", 'relax.1.after = "0 s": expected "1 s" to "24 h"'),
    ("relax = [{ after = '3 min', overflow = true }]", 'relax.1.after = "3 min": nobody waits so long; max_wait is'),
    (
        "relax = [{ after = '9 s', need = {} }, { after = '9 s', queues = ['service'] }]",
        'relax.2.after = "9 s": comes not after the step before, 9 s; put the steps in order',
    ),
    (
        "relax = [{ after = '9 s', overflow = true }, { after = '10 s', need = {} }]",
        "relax.1 = { overflow = true }: the caller has left the queue by then; make it the last step",
    ),
    (
        "relax = [{ after = '9 s', need = { sales = 3 } }]",
        "relax.1.need.sales = 3: is harder than before, which was sales 2; lower it, or say narrows = true if",
    ),
    (
        "relax = [{ after = '9 s', need = { dutch = 1 } }]",
        "relax.1.need.dutch = 1: is harder than before, which was no dutch; lower it, or say narrows = true if",
    ),
    (
        "relax = [{ after = '9 s', need = {} }, { after = '19 s', need = { sales = 1 } }]",
        "relax.2.need.sales = 1: is harder than before, which was no sales; lower it, or say narrows = true if",
    ),
    (
        "relax = [{ after = '9 s', need = { sales = 4 }, narrows = true }]",
        'relax.1.need.sales = 4: nobody has skill "sales" at level 4; the best is 3',
    ),
    ("relax = [{ after = '9 s', queues = ['sales'] }]", 'relax.1.queues = ["sales"]: is this very queue; name another'),
    ("relax = [{ after = '9 s', queues = ['servce'] }]", 'relax.1.queues.1 = "servce": no such queue; did you mean'),
    ("relax = [{ after = '9 s', agents = ['benn'] }]", 'relax.1.agents.1 = "benn": no such agent; did you mean "ben"?'),
]


def settings(folder: Path, **parts: str) -> Path:
    file = folder / "appliance.toml"
    file.write_text(HOUSE.format(**{"queue": "", "agent": "", "rest": "", **parts}))
    return file


@pytest.mark.parametrize(("line", "sentence"), WRONG, ids=[line for line, _ in WRONG])
def test_each_fault_of_a_queue_is_one_sentence(tmp_path: Path, line: str, sentence: str) -> None:
    with pytest.raises(SettingsFault) as caught:
        load(settings(tmp_path, queue=line))
    (fault,) = caught.value.faults
    assert sentence in fault


@pytest.mark.parametrize(
    ("part", "line", "sentence"),
    [
        ("agent", "tier = -1", '[[agent]] 1 "anna" tier = -1: expected 0 to 9'),
        ("agent", "capacity = { voice = 2 }", '[[agent]] 1 "anna" capacity.voice = 2: expected 0 to 1'),
        (
            "agent",
            "capacity = { txt = 2 }",
            '[[agent]] 1 "anna" capacity.txt = 2: no such option; did you mean "text"?',
        ),
        ("agent", "capacity = { voice = 0, text = 0, message = 0, callback = 0 }", "takes no work of any kind; leave"),
        ("rest", "[routing]\nlate_every = -1", "[routing] late_every = -1: expected 0 to 100"),
        ("rest", "[routing]\nstrategy = 'roundrobin'", 'no such value; did you mean "round_robin"?'),
    ],
)
def test_each_fault_of_an_agent_and_of_the_house_is_one_sentence(
    tmp_path: Path, part: str, line: str, sentence: str
) -> None:
    with pytest.raises(SettingsFault) as caught:
        load(settings(tmp_path, **{part: line}))
    (fault,) = caught.value.faults
    assert sentence in fault


def test_everything_that_can_be_set_arrives_in_the_plan(tmp_path: Path) -> None:
    queue = """
    band = 2
    strategy = "ring_all"
    tiers = { anna = 0, ben = 1 }
    prefer_last_agent = "30 s"
    announce_every = "45 s"
    announce_minutes = { 2 = "two_minutes" }
    relax = [
      { after = "20 s", need = { sales = 3 }, narrows = true },
      { after = "45 s", queues = ["service"], agents = ["ben"] },
      { after = "2 min", overflow = true },
    ]
    """
    agent = "tier = 1\nposition = 7\ncapacity = { text = 5 }"
    plan: Plan = load(settings(tmp_path, queue=queue, agent=agent, rest="[routing]\nlate_every = 5")).plan
    assert plan.routing == RoutingPlan(late_every=5)
    assert plan.queues[0].strategy is Strategy.RING_ALL
    assert (plan.queues[0].band, plan.queues[0].tiers) == (2, {"anna": 0, "ben": 1})
    assert (plan.queues[0].announce_every_ms, plan.queues[0].announce_minutes) == (45_000, {"2": "two_minutes"})
    assert plan.queues[0].relax == (
        Relaxation(after_ms=20_000, need={"sales": 3}, narrows=True),
        Relaxation(after_ms=45_000, queues=("service",), agents=("ben",)),
        Relaxation(after_ms=120_000, overflow=True),
    )
    assert (plan.agents[0].tier, plan.agents[0].position) == (1, 7)
    assert plan.agents[0].capacity == Capacity(text=5)
