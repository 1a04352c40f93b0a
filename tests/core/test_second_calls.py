"""Second calls: what the scenario second_call.txt does not show – losses, limits, stations, modems that cannot."""

from collections.abc import Iterable

import pytest

from appliance.core.calls import RELEASING_MS
from appliance.core.ringing_on import RINGS_ON_MS
from appliance.model import actions, events, second_events
from appliance.model.caller import Caller, Presentation
from appliance.model.events import Event
from appliance.model.states import HangUpCause, LineState, Outcome, SecondOrder, SecondState
from tests.properties.test_second_calls import KNOCKER, Play

TAKE, SWAP, REFUSE = SecondOrder.TAKE, SecondOrder.SWAP, SecondOrder.REFUSE
KNOCK = events.CallerKnocked("line1", KNOCKER)
TAKING = (KNOCK, second_events.SecondCallWanted("anna", TAKE, 7))
TAKEN = (*TAKING, second_events.SecondCallMoved("line1", TAKE))
GONE = events.LineHungUp("line1", HangUpCause.NETWORK)


def after(happened: Iterable[Event]) -> Play:
    play = Play()
    for event in happened:
        play.tell(1_000, event)
    return play


def outcomes(play: Play) -> dict[int, Outcome | None]:
    return {record.call: record.outcome for record in play.closed()}


@pytest.mark.parametrize(
    ("happened", "told"),
    [
        ((*TAKEN, events.AgentHungUp("anna")), {1: Outcome.ANSWERED, 2: Outcome.ANSWERED}),
        ((*TAKEN, events.StationLost("anna", "closed")), {1: Outcome.ANSWERED, 2: Outcome.ANSWERED}),
        ((*TAKEN, events.LineFailed("line1", "unplugged")), {1: Outcome.LINE_LOST, 2: Outcome.LINE_LOST}),
        ((KNOCK, events.LineFailed("line1", "unplugged")), {1: Outcome.LINE_LOST, 2: Outcome.LINE_LOST}),
        ((KNOCK, GONE), {1: Outcome.ANSWERED}),
        ((KNOCK, GONE, events.LineFailed("line1", "unplugged")), {1: Outcome.ANSWERED, 2: Outcome.LINE_LOST}),
        ((*TAKING, GONE), {1: Outcome.ANSWERED, 2: Outcome.MISSED}),
        ((*TAKEN, second_events.SecondCallGone("line1")), {1: Outcome.ANSWERED}),
        ((*TAKEN, second_events.SecondCallWanted("anna", REFUSE, 8)), {1: Outcome.ANSWERED}),
        ((*TAKEN, GONE), {2: Outcome.ANSWERED}),
        (
            (*TAKEN, GONE, second_events.SecondCallFailed("line1", SWAP, "ERROR")),
            {1: Outcome.ANSWERED, 2: Outcome.ANSWERED},
        ),
        ((*TAKEN, GONE, GONE), {1: Outcome.ANSWERED, 2: Outcome.ANSWERED}),
    ],
)
def test_each_end_is_told_in_its_own_record(happened: tuple[Event, ...], told: dict[int, Outcome]) -> None:
    assert outcomes(after(happened)) == told


@pytest.mark.parametrize("happened", [(*TAKEN, events.AgentHungUp("anna")), (*TAKEN, GONE, GONE), (KNOCK, GONE)])
def test_the_line_is_put_down_once_when_nobody_is_left(happened: tuple[Event, ...]) -> None:
    play = after(happened)
    assert play.done.count(actions.HangUpLine("line1")) == 1
    assert play.engine.snapshot().lines[0].state is LineState.RELEASING


RELEASED = (KNOCK, GONE, events.LineReleased("line1"))
RINGS = events.LineRang("line1")


def test_who_knocked_rings_on_in_the_record_they_have_and_is_answered_as_known() -> None:
    play = after((*RELEASED, RINGS))
    assert actions.AnswerLine("line1", 2) not in play.done
    play.tell(100, events.CallerIdentified("line1", KNOCKER))
    assert actions.AnswerLine("line1", 2) in play.done
    assert [action.record.call for action in play.done if isinstance(action, actions.OpenCall)] == [1, 2]
    play.tell(2_000, events.LineAnswered("line1"))
    play.end()
    record = play.closed()[-1]
    assert (record.call, record.caller) == (2, KNOCKER)
    assert record.answered_ms is not None
    assert record.answered_ms >= 3_000, "from the first knock on"


def test_who_rings_on_and_is_not_identified_again_is_answered_at_the_next_ring() -> None:
    play = after((*RELEASED, RINGS, RINGS))
    assert actions.AnswerLine("line1", 2) in play.done


def test_somebody_else_who_rings_then_has_a_record_of_their_own() -> None:
    play = after((*RELEASED, RINGS))
    other = Caller("5550000", presentation=Presentation.GIVEN)
    play.tell(100, events.CallerIdentified("line1", other))
    assert outcomes(play) == {1: Outcome.ANSWERED, 2: Outcome.MISSED}
    assert actions.AnswerLine("line1", 3) in play.done
    play.tell(100, events.LineHungUp("line1", HangUpCause.NETWORK))
    assert play.closed()[-1].caller == other


def test_who_knocked_and_does_not_ring_on_was_missed_and_the_line_is_not_dialled_on_meanwhile() -> None:
    play = after(RELEASED)
    assert play.engine._house.lines["line1"].about_to_ring
    play.now += RINGS_ON_MS
    play.done += play.engine.wake(play.now)
    (_, missed) = play.closed()
    assert (missed.outcome, missed.hung_up, missed.cause) == (Outcome.MISSED, "caller", HangUpCause.RINGING_STOPPED)
    assert not play.engine._house.lines["line1"].about_to_ring


def test_a_line_that_is_never_released_does_not_keep_who_knocked_for_ever() -> None:
    play = after((KNOCK, GONE))
    play.now += RELEASING_MS
    play.done += play.engine.wake(play.now)
    assert outcomes(play) == {1: Outcome.ANSWERED, 2: Outcome.MISSED}


def test_a_swap_under_way_brings_back_whoever_is_left() -> None:
    play = after((*TAKEN, second_events.SecondCallWanted("anna", SWAP, 8), GONE))
    assert play.engine.snapshot().lines[0].second_state is SecondState.RETRIEVING
    assert play.done.count(actions.OrderSecond("line1", SWAP)) == 1
    play.tell(100, second_events.SecondCallMoved("line1", SWAP))
    (call,) = play.engine.snapshot().calls
    assert (call.call, call.agent) == (1, "anna")


def test_the_limit_of_a_talk_ends_the_held_call_alone() -> None:
    play = after(TAKEN)
    first = play.engine._house.calls[1]
    second = play.engine._house.calls[2]
    second.ends_at = play.engine._house.now + 10_000_000
    play.engine._house.limit(second, second.ends_at)
    play.engine._house.limit(first, play.now + 5_000)
    play.done += play.engine.wake(play.now + 5_000)
    assert outcomes(play) == {1: Outcome.ANSWERED}
    assert play.done.count(actions.OrderSecond("line1", REFUSE)) == 1
    assert actions.HangUpLine("line1") not in play.done


def test_a_drain_waits_for_both_and_ends_them_at_its_limit() -> None:
    play = after((*TAKEN, events.DrainBegan(30_000)))
    assert not play.closed()
    play.done += play.engine.wake(play.now + 30_000)
    assert outcomes(play) == {1: Outcome.ANSWERED, 2: Outcome.ANSWERED}


def test_a_drain_waits_for_nobody_who_only_knocks() -> None:
    play = after((KNOCK, events.DrainBegan(30_000), GONE, events.LineReleased("line1")))
    assert outcomes(play) == {1: Outcome.ANSWERED, 2: Outcome.MISSED}
    assert actions.Rest() in play.done


@pytest.mark.parametrize(
    ("happened", "order", "said"),
    [
        ((events.LineReady("line1", "x"),), TAKE, "line1: nobody knocks on the line; the second call is: none"),
        ((events.HoldBegan("anna"), KNOCK), TAKE, "anna has the caller on hold; come back first"),
        ((KNOCK,), SWAP, "line1: the network holds nobody on the line; the second call is: knocking"),
        ((), REFUSE, "line1: nobody knocks on the line, and nobody is held; the second call is: none"),
        ((events.AgentHungUp("anna"),), TAKE, "anna is in no conversation on a line"),
    ],
)
def test_what_cannot_be_is_refused_in_words(happened: tuple[Event, ...], order: SecondOrder, said: str) -> None:
    play = after((*happened, second_events.SecondCallWanted("anna", order, 9)))
    assert play.done[-1] == actions.TellAsker(token=9, refusal=said)


def test_a_modem_that_cannot_is_named_and_who_knocks_has_no_record() -> None:
    play = Play()
    play.engine._house.lines["line1"].can = ()
    play.tell(10, KNOCK)
    play.tell(10, second_events.SecondCallWanted("anna", TAKE, 9))
    said = "line1: its modem (E1550) cannot take a second call; ask who knocks to ring again"
    assert play.done[-1] == actions.TellAsker(token=9, refusal=said)
    assert len(play.engine.snapshot().calls) == 1
