"""Simulated calls: the very engine, an invented time, and nothing that is not decided by what was sent."""

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.core.errors import CannotSimulate
from appliance.core.simulated_world import Works, World
from appliance.core.simulating import simulate
from appliance.model.events import BoxStarted, ClockStruck, Event
from appliance.model.flow import HangUp, Hours, Say, TakeMessage, Transfer
from appliance.model.outbound import TargetPlan
from appliance.model.plan import HoursPlan, Opening, Plan
from appliance.model.simulation import (
    LONGEST_MS,
    MOST_ACTS,
    Act,
    Deed,
    Moment,
    Simulated,
    SoundKind,
    Spoken,
    Staff,
    Wanted,
)
from appliance.model.states import CallState, HangUpCause, Outcome
from tests.core.shop import MAIN, SHOP

MONDAY = "2026-11-23T10:00"
LISTEN, FREE, ANSWER = (Act(do=deed) for deed in (Deed.LISTEN, Deed.FREE, Deed.ANSWER))
HANG_UP = Act(do=Deed.HANG_UP)


def spoken(prompt: str, language: str) -> Spoken:
    return Spoken(prompt=prompt, text=f"{prompt} {language}".strip(), lasts_ms=2_000)


def played(*acts: Act, plan: Plan = SHOP, at: str = MONDAY, **wanted: Any) -> Simulated:
    return simulate(plan, Wanted(at=at, acts=acts, **wanted), spoken)


def keys(text: str) -> tuple[Act, ...]:
    return tuple(Act(do=Deed.KEY, key=key) for key in text)


def wait(seconds: int) -> Act:
    return Act(do=Deed.WAIT, for_ms=seconds * 1_000)


def names(moment: Moment) -> list[str]:
    return [each.prompt for sound in moment.sounded for each in sound.prompts]


def changed(plan: Plan = SHOP, **steps: Any) -> Plan:
    flow = msgspec.structs.replace(MAIN, steps={**MAIN.steps, **steps})
    return msgspec.structs.replace(plan, flows=(flow,))


def test_the_caller_is_answered_and_hears_the_first_step() -> None:
    first = played(number="0301234").moments[0]
    assert (first.step, first.state, names(first)) == ("greet", CallState.IN_FLOW, ["welcome"])
    assert first.keys == {"0": "sales"}
    assert [told.text for told in first.told] == ["Rang on line1", "The number is 0301234", "Answered at ring 1"]


def test_listening_goes_from_prompt_to_prompt_and_keys_lead_on() -> None:
    walk = played(LISTEN, *keys("24711#"), ANSWER, HANG_UP)
    menu, order, *_, offered, talking, ended = walk.moments[1:]
    assert (menu.step, names(menu)) == ("menu", ["menu"])
    assert (order.step, order.keys["#"], order.keys["*"]) == ("order", "sales", "sales")
    assert offered.variables == {"order": "4711"}
    assert offered.wait is not None
    assert (offered.wait.queue, offered.wait.need, offered.wait.rung) == ("sales", {"sales": 2}, ("anna",))
    assert (talking.agent, talking.state) == ("anna", CallState.TALKING)
    assert (ended.outcome, ended.hung_up, ended.cause) == (Outcome.ANSWERED, "caller", HangUpCause.LOOP_BREAK)
    assert ended.path == ("greet", "opening", "menu", "2", "order", "sales")


def test_hours_are_as_they_are_at_that_time() -> None:
    assert [hours.until for hours in played().moments[0].hours] == ["2026-11-23T18:00"]
    closed = played(LISTEN, at="2026-11-28T12:00").moments[-1]
    assert (closed.step, names(closed)) == ("closed", ["closed"])
    assert (closed.hours[0].open, closed.hours[0].until) == (False, "2026-11-30T09:00")


def test_a_holiday_is_told_as_one() -> None:
    hours = msgspec.structs.replace(SHOP.hours[0], closed_on=("2026-11-23",))
    seen = played(plan=msgspec.structs.replace(SHOP, hours=(hours,))).moments[0].hours[0]
    assert (seen.open, seen.holiday, seen.until) == (False, True, "2026-11-24T09:00")


def test_the_clock_goes_on_while_the_call_does() -> None:
    """Who is called back to the hours later finds them closed."""
    plan = changed(
        greet=Hours(hours="shop", open="long", closed="goodbye"),
        long=Say(prompts=("long",), then="opening"),
        opening=Hours(hours="shop", open="menu", closed="closed"),
    )
    walk = simulate(
        plan, Wanted(at="2026-11-23T17:59", acts=(wait(200),)), lambda name, _: Spoken(prompt=name, lasts_ms=90_000)
    )
    assert walk.moments[1].path[:4] == ("greet", "long", "opening", "closed")
    assert walk.moments[1].minute == 18 * 60 + 2


def test_a_clock_that_is_set_anew_goes_as_fast_as_before() -> None:
    """The call's time of day is set after that of those made up."""
    struck: list[tuple[int, int]] = []

    class Watched(World):
        def tell(self, event: Event) -> None:
            if isinstance(event, ClockStruck):
                struck.append((self.now, event.minute))
            super().tell(event)

    world = Watched("line1", spoken, Works(transfer=True, store=True), 1_000)
    world.tell(BoxStarted(plan=SHOP, first_call=1, seed=1))
    for after in (0, 30_000):
        world.run(after)
        world.set_clock(datetime(2026, 11, 23, 10, 0, tzinfo=UTC))
    world.run(30_000 + 3 * 60_000)
    assert struck == [(0, 600), *((30_000 + minute * 60_000, 600 + minute) for minute in range(4))]


def test_a_message_is_spoken_kept_and_thanked_for() -> None:
    walk = played(*keys("*"), LISTEN, Act(do=Deed.SPEAK, for_ms=5_000), LISTEN, LISTEN, LISTEN, at=MONDAY)
    assert not walk.moments[1].listening  # the greeting keeps keys for the menu
    told = [told.text for moment in walk.moments for told in moment.told]
    assert "shop open at 10:00" in told
    walk = played(LISTEN, *keys("*"), LISTEN, Act(do=Deed.SPEAK, for_ms=5_000), LISTEN, LISTEN, LISTEN)
    assert walk.moments[3].listening
    assert walk.moments[-1].outcome is Outcome.MESSAGE_TAKEN


def test_a_message_can_be_heard_again_and_lost_by_the_disk() -> None:
    step = TakeMessage(prompts=("leave_message",), review=True, then="thanks")
    acts = (LISTEN, *keys("*"), LISTEN, Act(do=Deed.SPEAK, for_ms=3_000), LISTEN)
    walk = played(*acts, *keys("1"), LISTEN, *keys("#"), LISTEN, plan=changed(message=step), store_works=False)
    reviewing, again = walk.moments[5], walk.moments[6]
    assert (names(reviewing), set(reviewing.keys)) == (["message:review"], {"0", "1", "2", "3", "#"})
    assert again.sounding is not None
    assert (again.sounding.kind, again.sounding.prompts[0].lasts_ms) == (SoundKind.MESSAGE, 3_000)
    assert names(walk.moments[-1]) == ["message:lost"]


def test_busy_agents_make_the_caller_wait_behind_others_until_one_is_free() -> None:
    queue = msgspec.structs.replace(SHOP.queues[0], max_wait_ms=600_000)
    plan = msgspec.structs.replace(SHOP, queues=(queue,))
    walk = played(LISTEN, *keys("1"), FREE, FREE, FREE, ANSWER, plan=plan, staff=Staff.BUSY, ahead=2)
    places = [moment.wait.place if moment.wait is not None else None for moment in walk.moments]
    assert places == [None, None, 3, 2, 1, 0, None]
    assert walk.moments[-1].agent in {"anna", "ben"}


def test_with_nobody_there_the_caller_goes_on_at_once() -> None:
    walk = played(LISTEN, *keys("1"), staff=Staff.AWAY)
    assert walk.moments[-1].step == "message"
    assert "nobody is signed in" in walk.moments[-1].told[0].text


def test_declined_or_unanswered_calls_go_to_the_next_agent() -> None:
    walk = played(LISTEN, *keys("1"), Act(do=Deed.DECLINE), LISTEN, LISTEN)
    rung = [moment.wait.rung for moment in walk.moments if moment.wait is not None]
    assert rung[:2] == [("anna",), ("ben",)]


def test_the_agent_hangs_up() -> None:
    walk = played(LISTEN, *keys("1"), ANSWER, Act(do=Deed.END_TALK))
    assert (walk.moments[-1].outcome, walk.moments[-1].hung_up) == (Outcome.ANSWERED, "agent")


@pytest.mark.parametrize(("works", "outcome"), [(True, Outcome.TRANSFERRED), (False, Outcome.SELF_SERVED)])
def test_a_transfer_works_or_does_not(works: bool, outcome: Outcome) -> None:  # noqa: FBT001 - a parameter of the test
    plan = changed(
        msgspec.structs.replace(SHOP, targets=(TargetPlan(name="shop", number="12"),)),
        menu=Transfer(target="shop", otherwise="goodbye"),
    )
    walk = played(LISTEN, LISTEN, wait(20), plan=plan, transfer_works=works)
    assert walk.moments[-1].outcome is outcome


def test_the_caller_is_spoken_to_in_the_language_wanted_and_then_chosen() -> None:
    plan = changed(directions=Say(prompts=("directions",), language="de", then="goodbye"))
    walk = played(LISTEN, *keys("3"), plan=plan, language="es")
    said = [(moment.language, moment.sounded[0].prompts[0].text) for moment in walk.moments if moment.sounded]
    assert said == [("es", "welcome es"), ("es", "menu es"), ("de", "directions de")]


def test_withheld_numbers_and_lines_that_say_nothing() -> None:
    assert "The caller is withheld" in [told.text for told in played(withheld=True).moments[0].told]
    assert [told.text for told in played().moments[0].told] == ["Rang on line1", "Answered at ring 2"]


def test_a_flow_that_no_line_has_is_played_on_one_made_up() -> None:
    spare = msgspec.structs.replace(MAIN, name="spare", start="goodbye", steps={"goodbye": HangUp()}, person=None)
    walk = played(flow="spare", plan=msgspec.structs.replace(SHOP, flows=(MAIN, spare)))
    assert (walk.flow, walk.line, walk.moments[-1].outcome) == ("spare", "(made up) line", Outcome.SELF_SERVED)


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        ({"line": "x"}, 'there is no line "x"; there is "line1", "line2"'),
        ({"flow": "x"}, 'there is no flow "x"; there is "main"'),
        ({"at": "2026-02-30T10:00"}, '"2026-02-30T10:00" is no local date and time, such as 2026-12-24T17:30'),
    ],
)
def test_what_cannot_be_simulated_is_said(wanted: dict[str, Any], sentence: str) -> None:
    with pytest.raises(CannotSimulate) as told:
        played(**{"at": MONDAY, **wanted})
    assert str(told.value) == sentence
    with pytest.raises(CannotSimulate, match="there is no flow that could answer"):
        played(plan=Plan())


def test_a_call_is_left_after_six_hours() -> None:
    hour = Act(do=Deed.WAIT, for_ms=3_600_000)
    walk = played(LISTEN, *keys("1"), ANSWER, *[hour] * 12)
    assert walk.moments[-1].outcome is Outcome.ANSWERED  # the line's talk_limit of four hours comes first
    line = msgspec.structs.replace(SHOP.lines[0], talk_limit_ms=80_000_000)
    walk = played(LISTEN, *keys("1"), ANSWER, *[hour] * 12, plan=msgspec.structs.replace(SHOP, lines=(line,)))
    assert walk.cut == "a simulated call is left after 6 h"
    assert LONGEST_MS <= walk.moments[-1].at_ms < LONGEST_MS + 3_600_000


def test_more_than_may_happen_ends_it() -> None:
    wanted = Wanted(at=MONDAY, acts=(LISTEN, *keys("1"), ANSWER, wait(3_000)))
    walk = simulate(SHOP, wanted, spoken, most_events=20)
    assert walk.cut.startswith("more happens in the house")


def test_no_more_acts_than_most_are_taken() -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(msgspec.json.encode({"acts": [{"do": "listen"}] * (MOST_ACTS + 1)}), type=Wanted)


ACTS = st.lists(
    st.builds(Act, do=st.sampled_from(Deed), key=st.sampled_from("0123456789*#"), for_ms=st.integers(0, 100_000)),
    max_size=25,
)


@given(ACTS, st.sampled_from(Staff), st.integers(0, 3))
def test_whatever_happens_it_is_told_twice_the_same(acts: list[Act], staff: Staff, ahead: int) -> None:
    wanted = Wanted(at="2026-11-23T17:58", acts=tuple(acts), staff=staff, ahead=ahead)
    walk = simulate(SHOP, wanted, spoken)
    assert walk == simulate(SHOP, wanted, spoken)
    assert len(walk.moments) <= len(acts) + 1
    assert all(moment.outcome is None for moment in walk.moments[:-1])
    times = [moment.at_ms for moment in walk.moments]
    assert times == sorted(times)
    whole = [told.at_ms for moment in walk.moments for told in moment.told]
    assert whole == sorted(whole)


def test_open_all_day_has_no_end() -> None:
    always = HoursPlan(name="shop", openings=tuple(Opening(day=day, start=0, end=1_440) for day in range(7)))
    seen = played(plan=msgspec.structs.replace(SHOP, hours=(always,))).moments[0].hours[0]
    assert (seen.open, seen.until) == (True, "")
