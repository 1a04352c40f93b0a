"""The large house of the benchmark plays whole calls on the real engine, and rests on the real heart."""

from benchmarks.routing import engine
from benchmarks.routing.house import LargeHouse


def test_whoever_finds_nobody_waits_and_is_offered_when_an_agent_is_free() -> None:
    house = LargeHouse(lines=6, agents=2)
    talking = engine.filled(house)
    assert {agent for agent, _ in talking} == {"agent0", "agent1"}
    assert len(house.line_of) == 4
    agent, line = talking.popleft()
    house.hang_up(agent, line)
    (offer,) = house.become_free(agent)
    assert offer.agent == agent
    assert offer.call in house.line_of
    assert not house.ring(line)


def test_a_live_load_measures_each_event_of_a_call() -> None:
    found = engine.live(waiting=20, calls=30)
    assert set(found.per_event) == {
        "LineRang",
        "CallerIdentified",
        "LineAnswered",
        "OfferAccepted",
        "AgentHungUp",
        "LineReleased",
        "WrapUpEnded",
    }
    assert 0 < found.freed_p50 <= found.freed_p99 <= found.freed_most


async def test_nothing_wakes_a_house_where_all_wait() -> None:
    found = await engine.idle(waiting=20, seconds=0)
    assert (found.wakes, found.asked) == (0, 0)
