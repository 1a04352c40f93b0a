"""A station out of reach for a moment: music for the caller, then the agent; and notes about callers."""

from appliance.model import actions, events
from appliance.model.actions import TellAsker
from appliance.model.plan import AgentPlan, QueuePlan
from appliance.model.talk_events import CallNoted, StationAway, StationBack
from tests.core.counter import Counter, counter

PLAN = counter([QueuePlan(name="sales")], [AgentPlan(name="anna", wrap_up_ms=5_000), AgentPlan(name="ben")])


def talking() -> Counter:
    house = Counter(PLAN)
    house.sign_in("anna")
    house.ring("sales 1")
    house.accept("anna")
    return house.at(5)


def kinds(done: tuple[actions.Action, ...]) -> list[type]:
    return [
        type(action) for action in done if not isinstance(action, actions.Note | actions.SetLamp | actions.NoteInterval)
    ]


def test_the_caller_hears_music_and_then_the_agent_again() -> None:
    house = talking()
    assert kinds(house.play(StationAway("anna"))) == [actions.Hold, actions.PlayMusic]
    assert kinds(house.at(8).play(StationBack("anna"))) == [actions.StopSound, actions.Resume]
    assert house.notes(house.calls["sales 1"])[-2:] == (
        "The station of anna is out of reach; the caller hears music",
        "anna came back after 0:03",
    )


def test_whom_the_agent_holds_stays_on_hold() -> None:
    house = talking()
    house.play(events.HoldBegan("anna"))
    assert kinds(house.play(StationAway("anna"))) == []
    assert kinds(house.play(StationBack("anna"))) == []
    assert kinds(house.play(events.HoldEnded("anna"))) == [actions.StopSound, actions.Resume]


def test_a_hold_after_the_return_is_the_agents_own() -> None:
    house = talking()
    house.play(StationAway("anna"))
    house.play(events.HoldEnded("anna"))
    house.play(events.HoldBegan("anna"))
    assert kinds(house.play(StationBack("anna"))) == []


def test_without_a_conversation_nothing_happens() -> None:
    house = Counter(PLAN)
    house.sign_in("anna")
    for event in (StationAway("anna"), StationBack("anna"), StationAway("nobody"), StationBack("nobody")):
        assert house.play(event) == ()


def test_a_station_that_stays_away_gives_the_caller_to_somebody_else() -> None:
    house = talking()
    house.sign_in("ben")
    house.play(StationAway("anna"))
    house.at(15).play(events.StationLost("anna", "the browser has been gone for 10 s"))
    assert house.offer("ben").call == house.calls["sales 1"]


def answer(done: tuple[actions.Action, ...]) -> TellAsker:
    (told,) = (action for action in done if isinstance(action, TellAsker))
    return told


def test_notes_are_taken_in_the_conversation_and_in_the_wrap_up_and_not_after() -> None:
    house = talking()
    call = house.calls["sales 1"]
    assert answer(house.play(CallNoted("anna", "wants  a\nquote", 1))) == TellAsker(token=1, call=call)
    house.hang_up("sales 1")
    assert answer(house.play(CallNoted("anna", "by Friday", 2))) == TellAsker(token=2, call=call)
    assert [text for text in house.notes(call) if "noted" in text] == [
        "anna noted: wants a quote",
        "anna noted: by Friday",
    ]
    house.at(60)
    assert "no caller to write about" in answer(house.play(CallNoted("anna", "late", 3))).refusal


def test_a_note_has_a_size() -> None:
    house = talking()
    for text in ("", "  ", "x" * 1_001):
        assert "1 to 1000 characters" in answer(house.play(CallNoted("anna", text, 1))).refusal
    assert "no caller" in answer(house.play(CallNoted("nobody", "x", 1))).refusal
