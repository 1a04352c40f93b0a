"""Recording a prompt by phone: the engine rings, records after the tone, keeps the take under the prompt's name."""

import pytest

from appliance.core.engine import Engine
from appliance.core.prompt_takes import flow_of_take
from appliance.model.actions import (
    Action,
    DialLine,
    HangUpLine,
    KeepMessage,
    PlayMessage,
    PlayPrompts,
    RecordMessage,
    TellAsker,
)
from appliance.model.events import (
    BoxStarted,
    CallWanted,
    DigitPressed,
    Event,
    FarEndAnswered,
    LineReady,
    PromptsEnded,
)
from appliance.model.flow import Flow, HangUp
from appliance.model.message_events import MessageEnded, MessageKept
from appliance.model.outbound import OutboundPlan
from appliance.model.plan import LinePlan, Plan
from appliance.model.states import AnswerSign, DigitSource

PLAN = Plan(
    lines=(LinePlan(name="line1", flow="main", dials_out=True),),
    flows=(Flow(name="main", start="bye", steps={"bye": HangUp()}),),
    outbound=OutboundPlan(enabled=True, country_code="49", allow=("0",)),
)


class House:
    def __init__(self) -> None:
        self.engine = Engine()
        self.done: list[Action] = []
        self.now = 0
        self.tell(BoxStarted(plan=PLAN, first_call=1, seed=1), LineReady("line1", "modem"))

    def tell(self, *happened: Event) -> None:
        for event in happened:
            self.now += 1
            self.done += self.engine.handle(event, self.now)

    def last(self, kind: type) -> Action:
        return [action for action in self.done if isinstance(action, kind)][-1]


def test_a_take_is_recorded_kept_in_the_prompt_s_box_and_the_line_put_down() -> None:
    house = House()
    house.tell(CallWanted("line1", "030123", 5, None, "prompt:hello@de"))
    assert isinstance(house.last(DialLine), DialLine)
    house.tell(FarEndAnswered("line1", AnswerSign.VOICE))
    played = house.last(PlayPrompts)
    assert isinstance(played, PlayPrompts)
    house.tell(PromptsEnded("line1", played.token))
    recorded = house.last(RecordMessage)
    assert isinstance(recorded, RecordMessage)
    assert recorded.box == "prompt:hello@de"
    house.tell(MessageEnded("line1", recorded.token, 900))
    house.tell(DigitPressed("line1", "2", DigitSource.MODEM))
    sign = house.last(PlayPrompts)
    assert isinstance(sign, PlayPrompts)
    assert sign.prompts == ("beep",)
    house.tell(PromptsEnded("line1", sign.token))
    again = house.last(RecordMessage)
    assert isinstance(again, RecordMessage)
    assert again.token != recorded.token
    house.tell(MessageEnded("line1", again.token, 900), DigitPressed("line1", "1", DigitSource.MODEM))
    heard = house.last(PlayMessage)
    assert isinstance(heard, PlayMessage)
    house.tell(PromptsEnded("line1", heard.token), DigitPressed("line1", "#", DigitSource.MODEM))
    kept = house.last(KeepMessage)
    assert isinstance(kept, KeepMessage)
    assert kept.box == "prompt:hello@de"
    house.tell(MessageKept(kept.call))
    played = house.last(PlayPrompts)
    assert isinstance(played, PlayPrompts)
    house.tell(PromptsEnded("line1", played.token))
    assert house.last(HangUpLine) == HangUpLine("line1")


@pytest.mark.parametrize("name", ["prompt:", "prompt:../x", "prompt:hello@", "prompt:" + "x" * 41, "hello", ""])
def test_other_flows_record_nothing(name: str) -> None:
    assert flow_of_take(name) is None
    house = House()
    house.tell(CallWanted("line1", "030123", 5, None, name or "none"))
    told = house.last(TellAsker)
    assert isinstance(told, TellAsker)
    assert "no flow is called" in told.refusal
