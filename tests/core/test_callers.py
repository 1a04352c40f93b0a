"""Known callers: turned away, led to a message, spoken to in their language, served first; each with its reason."""

import msgspec
import pytest

from appliance.model import events
from appliance.model.actions import Action, AnswerLine, CloseCall, Note, PlayPrompts
from appliance.model.caller import Caller, Presentation
from appliance.model.caller_events import CallersKnown
from appliance.model.contacts import ANONYMOUS, CallerBlock, CallerMark, Treatment
from appliance.model.flow import HangUp
from appliance.model.outbound import OutboundPlan
from appliance.model.states import Outcome
from tests.core.houses import PLAIN
from tests.core.play import Play

AT_HOME = OutboundPlan(country_code="49")
FLOW = msgspec.structs.replace(
    PLAIN.flows[0], on_blocked="sorry", steps={**PLAIN.flows[0].steps, "sorry": HangUp(prompts=("sorry",))}
)
LINES = tuple(msgspec.structs.replace(line, rings=2) for line in PLAIN.lines)
"""The number comes between ring 1 and 2."""
PLAN = msgspec.structs.replace(PLAIN, outbound=AT_HOME, flows=(FLOW,), lines=LINES)
WITHOUT = msgspec.structs.replace(PLAIN, outbound=AT_HOME, lines=LINES)
WITHHELD = Caller(presentation=Presentation.WITHHELD)


def block(pattern: str, treatment: Treatment = Treatment.REFUSE) -> CallerBlock:
    return CallerBlock(pattern=pattern, treatment=treatment, why="spam")


def given(number: str) -> Caller:
    return Caller(number, presentation=Presentation.GIVEN)


def rung(play: Play, caller: Caller, line: str = "line1") -> tuple[Action, ...]:
    play.tell(events.LineRang(line))
    return play.tell(events.CallerIdentified(line, caller))


def notes(actions: tuple[Action, ...]) -> list[str]:
    return [action.text for action in actions if isinstance(action, Note)]


def is_answered(actions: tuple[Action, ...]) -> bool:
    return any(isinstance(action, AnswerLine) for action in actions)


@pytest.mark.parametrize(
    ("blocks", "caller", "answered"),
    [
        ((block("+4930111"),), given("030111"), False),
        ((block("+4930*"),), given("030111"), False),
        ((block("+4930*"), block("+4930111", Treatment.SERVE)), given("+4930111"), True),
        ((block("+49*", Treatment.SERVE), block("+4930*")), given("004930111"), False),
        ((block("+4931*"),), given("030111"), True),
        ((block(ANONYMOUS),), WITHHELD, False),
        ((block(ANONYMOUS),), given("030111"), True),
        ((block("+4930*", Treatment.MESSAGE),), given("030111"), True),
        ((), given("030111"), True),
    ],
)
def test_who_is_answered(blocks: tuple[CallerBlock, ...], caller: Caller, answered: bool) -> None:  # noqa: FBT001
    play = Play(PLAN)
    play.tell(CallersKnown(blocks=blocks))
    assert is_answered(rung(play, caller)) == answered


def test_who_is_turned_away_rings_out_with_a_reason_and_an_outcome_of_their_own() -> None:
    play = Play(PLAN)
    play.tell(CallersKnown(blocks=(block("+4930*"),)))
    told = notes(rung(play, given("030111")))
    assert told[-1] == "The caller is not answered: +4930* is on the blocklist (spam)"
    assert not is_answered(play.tell(events.LineRang("line1")))
    play.wait(60_000)
    (closed,) = [act.record for step in play.steps for act in step.actions if isinstance(act, CloseCall)]
    assert closed.outcome is Outcome.TURNED_AWAY


def test_to_a_message_where_the_flow_has_a_way_and_else_not_at_all() -> None:
    play = Play(PLAN)
    play.tell(CallersKnown(blocks=(block("+4930*", Treatment.MESSAGE),)))
    rung(play, given("030111"))
    assert [act.prompts for act in play.tell(events.LineAnswered("line1")) if isinstance(act, PlayPrompts)] == [
        ("sorry",)
    ]
    play = Play(WITHOUT)
    play.tell(CallersKnown(blocks=(block("+4930*", Treatment.MESSAGE),)))
    assert not is_answered(rung(play, given("030111")))


def test_who_comes_first_overtakes_and_no_pattern_touches_them() -> None:
    play = Play(PLAN)
    vip = CallerMark(number="+4930111", name="Ann", vip=True, language="es", agent="ben")
    play.tell(CallersKnown(marks=(vip,), blocks=(block("+4930*"),)))
    play.do(("signs in", "anna"))
    play.do(("calls", "line1", "555"))
    play.do(("accepts", "anna"))
    play.do(("calls", "line2", "030111"))
    told = [note for step in play.steps for note in notes(step.actions)]
    assert "Comes first: Ann is marked so in the address book" in told
    assert "Is spoken to in es: so the address book says of Ann" in told
    (ticket,) = play.view().queues[0].waiting
    assert ticket.call == 2


def test_what_is_told_anew_is_in_the_place_of_the_old() -> None:
    play = Play(PLAN)
    play.tell(CallersKnown(blocks=(block("+4930*"),)))
    play.tell(CallersKnown())
    assert is_answered(rung(play, given("030111")))
