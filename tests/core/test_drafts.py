"""A draft holds every fact of a record, and becomes exactly that record."""

import msgspec

from appliance.core.drafts import Draft, begun
from appliance.model.actions import OpenCall
from appliance.model.caller import Caller, Presentation
from appliance.model.records import CallRecord
from appliance.model.states import HangUpCause, Outcome
from tests.core.houses import PLAIN
from tests.core.play import Play

RANG = CallRecord(call=7, line="line1", caller=Caller("5551234", "", Presentation.GIVEN), rang_ms=5, rang_utc_ms=6)


def test_it_has_the_fields_of_a_record() -> None:
    assert Draft.__struct_fields__ == CallRecord.__struct_fields__
    assert begun(RANG).so_far() == RANG


def test_what_is_written_down_is_in_the_record_and_not_in_the_one_it_began_with() -> None:
    draft = begun(RANG)
    draft.answered_ms, draft.path, draft.outcome, draft.cause = (
        80,
        ("menu", "1"),
        Outcome.ABANDONED,
        HangUpCause.SILENCE,
    )
    draft.variables = {"order": "42"}
    assert draft.so_far() == msgspec.structs.replace(
        RANG,
        answered_ms=80,
        path=("menu", "1"),
        outcome=Outcome.ABANDONED,
        cause=HangUpCause.SILENCE,
        variables={"order": "42"},
    )
    assert RANG.variables == {}


def test_of_a_call_that_is_up_all_is_told_that_is_known_by_now() -> None:
    play = Play(PLAIN)
    play.do(("signs in", "anna"))
    play.do(("calls", "line1", "5551"))
    (rang,) = [action.record for step in play.steps for action in step.actions if isinstance(action, OpenCall)]
    play.wait(2_000)
    now = play.engine.as_it_stands(rang)
    assert (now.caller.number, now.queue, now.path, now.ended_ms) == ("5551", "sales", ("wait",), None)
    play.do(("hangs up", "line1"))
    assert play.engine.as_it_stands(rang) == rang, "its end is in the store"


def test_what_was_told_of_a_call_is_its_own() -> None:
    draft = begun(RANG)
    told = draft.so_far()
    told.variables["order"] = "42"
    assert draft.variables == {} == begun(RANG).variables
