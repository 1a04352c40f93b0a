"""Faxes told by modems, and where nothing comes of them; what comes of them else stands in the scenarios."""

import msgspec
import pytest

from appliance.core.engine import Engine
from appliance.model import events
from appliance.model.actions import Action, CloseCall, DropMessage, KeepMessage, Note
from appliance.model.fax_events import FaxHeard
from appliance.model.message_events import MessageEnded
from appliance.model.plan import Plan
from appliance.model.states import DigitSource, FaxSign, Outcome
from tests.core.houses import HOUSES
from tests.core.shop import SHOP

BOX, MODEM = DigitSource.HOST, DigitSource.MODEM
CALLING = FaxSign.CALLING


def answered(plan: Plan = SHOP) -> Engine:
    engine = Engine()
    engine.handle(events.BoxStarted(plan=plan, first_call=1, seed=1), 0)
    engine.handle(events.LineReady("line1", "CX93001"), 0)
    for at in (1_000, 2_000):
        engine.handle(events.LineRang("line1"), at)
    engine.handle(events.LineAnswered("line1"), 3_000)
    return engine


def closed(actions: tuple[Action, ...]) -> Outcome | None:
    return next((action.record.outcome for action in actions if isinstance(action, CloseCall)), None)


@pytest.mark.parametrize(
    ("times", "ends"),
    [
        ((4_000,), False),
        ((4_000, 4_500, 5_000), False),  # one burst, told again and again
        ((4_000, 7_500), True),
        ((4_000, 20_000), False),
        ((4_000, 20_000, 23_500), True),
    ],
)
def test_a_modem_s_word_counts_when_given_twice_in_time(times: tuple[int, ...], ends: bool) -> None:  # noqa: FBT001
    engine = answered()
    outcomes = [closed(engine.handle(FaxHeard("line1", CALLING, MODEM), at)) for at in times]
    assert outcomes == [*[None] * (len(times) - 1), Outcome.FAX if ends else None]


def test_a_line_that_shall_not_listen_for_faxes_does_not() -> None:
    plan = msgspec.structs.replace(
        SHOP, lines=tuple(msgspec.structs.replace(line, hears_fax=False) for line in SHOP.lines)
    )
    assert answered(plan).handle(FaxHeard("line1", CALLING, BOX), 4_000) == ()


@pytest.mark.parametrize("line", ["line1", "line2", "no_such_line"])
def test_where_nobody_was_answered_nothing_is_heard(line: str) -> None:
    engine = Engine()
    engine.handle(events.BoxStarted(plan=SHOP, first_call=1, seed=1), 0)
    engine.handle(events.LineReady("line1", "CX93001"), 0)
    engine.handle(events.LineRang("line1"), 1_000)
    assert engine.handle(FaxHeard(line, CALLING, BOX), 1_500) == ()


def test_it_is_told_once_and_then_known() -> None:
    plan = HOUSES["with a fax"]
    engine = answered(plan)
    first = engine.handle(FaxHeard("line1", CALLING, BOX), 4_000)
    assert next(action.text for action in first if isinstance(action, Note)).startswith("A fax or modem calls: ")
    assert engine.handle(FaxHeard("line1", FaxSign.FLAGS, BOX), 4_100) == ()


def test_a_message_being_stored_is_kept() -> None:
    plan = HOUSES["letters"]
    engine = answered(plan)
    engine.handle(events.PromptsEnded("line1", 1), 5_000)
    engine.handle(MessageEnded("line1", 2, 3_000), 9_000)
    kept = engine.handle(events.DigitPressed("line1", "#", BOX), 10_000)
    assert any(isinstance(action, KeepMessage) for action in kept)
    after = engine.handle(FaxHeard("line1", CALLING, BOX), 10_010)
    assert not any(isinstance(action, DropMessage | CloseCall) for action in after)
