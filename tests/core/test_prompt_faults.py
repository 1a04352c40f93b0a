"""Prompts that callers cannot hear: told in the call, in the snapshot and by the lamp, until they are made anew."""

from appliance.core.engine import Engine
from appliance.core.prompt_faults import MOST_FAULTS
from appliance.model.actions import Note, SetLamp
from appliance.model.events import BoxStarted, Event, LineAnswered, LineRang, LineReady
from appliance.model.flow import Flow, HangUp
from appliance.model.plan import LampPlan, LinePlan, Plan
from appliance.model.prompt_events import PromptMissing, PromptsMade
from appliance.model.states import LampPattern

PLAN = Plan(
    lines=(LinePlan(name="line1", flow="main", rings=1),),
    flows=(Flow(name="main", start="bye", steps={"bye": HangUp(prompts=("bye",))}),),
    lamps=(LampPlan(name="red", fault=True),),
)


def lamp_and_notes(engine: Engine, *happened: Event) -> tuple[LampPattern | None, list[str]]:
    actions = [action for event in happened for action in engine.handle(event, 9)]
    shown = [action.pattern for action in actions if isinstance(action, SetLamp)]
    return (shown or [None])[-1], [action.text for action in actions if isinstance(action, Note)]


def test_a_prompt_missing_in_a_call_is_told_and_lights_the_lamp_until_prompts_are_made() -> None:
    engine = Engine()
    lamp_and_notes(engine, BoxStarted(plan=PLAN, first_call=1, seed=1), LineReady("line1", "modem"))
    lamp, notes = lamp_and_notes(
        engine, LineRang("line1"), LineAnswered("line1"), PromptMissing("line1", "bye", 'the prompt "bye" is missing')
    )
    assert lamp is LampPattern.SLOW
    assert 'The prompt "bye" is missing' in notes
    assert engine.snapshot().prompt_faults == ('the prompt "bye" is missing',)
    assert lamp_and_notes(engine, PromptsMade())[0] is LampPattern.OFF
    assert engine.snapshot().prompt_faults == ()


def test_faults_of_a_making_are_shown_and_no_more_than_so_many() -> None:
    engine = Engine()
    faults = tuple(f"fault {number}" for number in range(MOST_FAULTS + 5))
    lamp_and_notes(engine, BoxStarted(plan=PLAN, first_call=1, seed=1), PromptsMade(faults))
    assert engine.snapshot().prompt_faults == faults[5:]
    lamp_and_notes(engine, PromptMissing("line1", "bye", "one more"), PromptMissing("line9", "bye", "one more"))
    assert engine.snapshot().prompt_faults == (*faults[6:], "one more")
