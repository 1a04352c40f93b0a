"""Which language a caller is spoken to in: the box's, the flow's, the one chosen on the way, to the end of the call."""

import pytest

from appliance.model.actions import PlayPrompts
from appliance.model.flow import Ask, Flow, HangUp, Queue, Say
from appliance.model.plan import AgentPlan, LinePlan, Plan, QueuePlan
from tests.core.play import Play


def house(language: str = "") -> Plan:
    flow = Flow(
        name="main",
        start="which",
        person="wait",
        language=language,
        steps={
            "which": Ask(prompts=("which",), choices={"1": "german", "2": "hello"}, on_exhausted="hello"),
            "german": Say(prompts=(), language="de-AT", then="hello"),
            "hello": Say(prompts=("hello",), then="bye"),
            "bye": HangUp(prompts=("bye",)),
            "wait": Queue(queue="sales", on_overflow="bye"),
        },
    )
    return Plan(
        lines=(LinePlan(name="line1", flow="main"),),
        flows=(flow,),
        queues=(QueuePlan(name="sales"),),
        agents=(AgentPlan(name="anna"),),
    )


def said(play: Play) -> list[tuple[str, str]]:
    actions = (action for step in play.steps for action in step.actions)
    return [(action.prompts[0], action.language) for action in actions if isinstance(action, PlayPrompts)]


@pytest.mark.parametrize("language", ["", "fr"])
def test_a_flow_speaks_its_language_until_the_caller_chooses_another(language: str) -> None:
    play = Play(house(language))
    for move in (("calls", "line1", "5551234"), ("presses", "line1", "1")):
        play.do(move)
    assert said(play)[:2] == [("which", language), ("hello", "de-AT")]


def test_the_choice_is_the_call_s_and_the_next_caller_starts_anew() -> None:
    play = Play(house("fr"))
    for move in (("calls", "line1", "5551234"), ("presses", "line1", "1"), ("hangs up", "line1")):
        play.do(move)
    play.do(("calls", "line1", "5555678"))
    play.do(("presses", "line1", "2"))
    assert said(play) == [("which", "fr"), ("hello", "de-AT"), ("which", "fr"), ("hello", "fr")]
