"""However often it is passed on, a call ends at its line's limit: in a queue, in a talk, while a message is left."""

import msgspec

from appliance.model import events, message_events
from appliance.model.actions import Action, CloseCall, FinishMessage, HangUpLine, PlayPrompts
from appliance.model.plan import Plan
from appliance.model.states import DigitSource, HangUpCause, Outcome
from tests.core.houses import HOUSES
from tests.core.play import Play

LIMIT_MS = 90_000
ANSWERED_MS = 2_000
OVER_MS = ANSWERED_MS + LIMIT_MS


def called(plan: Plan) -> Play:
    """Somebody called on the first line, whose calls are given up 90 s after they are answered."""
    first, *others = plan.lines
    play = Play(msgspec.structs.replace(plan, lines=(msgspec.structs.replace(first, call_limit_ms=LIMIT_MS), *others)))
    play.now = ANSWERED_MS
    play.do(("signs in", "anna"))
    play.do(("signs in", "ben"))
    play.do(("takes a break", "ben", "lunch"))
    play.do(("calls", first.name, "5551234"))
    return play


def done(play: Play, kind: type[Action]) -> list[tuple[int, Action]]:
    return [(step.now, action) for step in play.steps for action in step.actions if isinstance(action, kind)]


def end(play: Play) -> tuple[int, Outcome | None, HangUpCause | None]:
    [(now, closed)] = done(play, CloseCall)
    assert isinstance(closed, CloseCall)
    return now, closed.record.outcome, closed.record.cause


def test_who_waits_is_not_kept_longer():
    play = called(HOUSES["plain"])
    play.do(("takes a break", "anna", "lunch"))
    play.wait(600_000)
    assert end(play) == (OVER_MS, Outcome.OVERFLOWED, HangUpCause.TIME_LIMIT)
    assert [now for now, _ in done(play, HangUpLine)] == [OVER_MS]


def test_a_conversation_that_is_passed_on_ends_with_the_call():
    play = called(HOUSES["plain"])
    play.do(("accepts", "anna"))
    play.wait(60_000)
    play.do(("comes back", "ben"))
    play.do(("sends on", "anna", "sales"))
    play.do(("accepts", "ben"))
    play.wait(600_000)
    assert end(play) == (OVER_MS, Outcome.ANSWERED, HangUpCause.TIME_LIMIT)


def prompts_end(play: Play) -> None:
    last = done(play, PlayPrompts)[-1][1]
    assert isinstance(last, PlayPrompts)
    play.tell(events.PromptsEnded("line1", last.token))


def test_a_message_being_left_is_kept_as_far_as_it_goes():
    play = called(HOUSES["shop"])
    prompts_end(play)
    play.tell(events.DigitPressed("line1", "*", DigitSource.HOST))
    prompts_end(play)
    play.wait(OVER_MS + 1_000)
    [(now, finish)] = done(play, FinishMessage)
    assert isinstance(finish, FinishMessage)
    assert now == OVER_MS
    assert done(play, CloseCall) == []
    play.tell(message_events.MessageEnded("line1", finish.token, 80_000))
    play.tell(events.LineReleased("line1"))
    play.tell(message_events.MessageKept(1))
    assert end(play) == (OVER_MS + 1_000, Outcome.MESSAGE_TAKEN, HangUpCause.TIME_LIMIT)


def test_a_call_that_is_over_does_not_end_again():
    play = called(HOUSES["plain"])
    play.do(("hangs up", "line1"))
    play.do(("calls", "line1", "5551234"))
    play.wait(OVER_MS - 1)
    assert [now for now, _ in done(play, CloseCall)] == [ANSWERED_MS]
