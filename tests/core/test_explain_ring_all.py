"""Where all phones ring at once: what the timeline says, and who had the call in the end."""

from appliance.model.plan import AgentPlan, QueuePlan
from appliance.model.policy import Strategy
from tests.core.counter import Counter, counter

AGENTS = [AgentPlan(name=name) for name in ("anna", "ben", "carla")]


def rung(*here: str) -> Counter:
    play = Counter(counter([QueuePlan(name="sales", strategy=Strategy.RING_ALL)], AGENTS))
    play.sign_in(*here)
    play.ring("sales 1")
    return play


def idle(play: Counter, agent: str) -> tuple[str, ...]:
    told = play.engine.why_idle(agent, play.now)
    assert told is not None
    return told.sentences


def test_nobody_is_said_to_come_before_others_whose_phones_ring_too() -> None:
    play = rung("anna", "ben")
    play.at(2).sign_in("carla")
    everybody = "it rings at everybody who is ready and may take it"
    assert play.notes(1)[2:] == (
        f"Offered to anna: {everybody}",
        f"Offered to ben: {everybody}",
        "Offered to carla: carla signed in, and it rings there too",
    )


def test_the_call_went_to_who_answered() -> None:
    play = rung("anna", "ben")
    play.at(2)
    play.decline("ben")
    play.at(3).sign_in("carla")
    play.at(4).accept("anna")
    assert idle(play, "ben")[1:] == (
        "Nobody came in that time, but 1 call waited already.",
        "1 call had been offered to ben before: went to anna.",
    )


def test_while_it_rings_nobody_has_it() -> None:
    play = rung("anna", "ben")
    play.at(2)
    play.decline("ben")
    play.at(3).sign_in("carla")
    assert idle(play, "ben")[2] == "1 call had been offered to ben before: nobody took it."


def test_so_long_phones_ring_as_the_last_of_them() -> None:
    play = rung("anna")
    play.at(5).sign_in("ben")
    told = play.at(6).engine.why_waiting(1, play.now)
    assert told is not None
    assert told.sentences[1] == "It rings at anna and ben now, for another 0:14 at the most."
