"""Prompts that are missing in a language that callers are spoken to in."""

from appliance.config.prompt_languages import language_doubts
from appliance.model.flow import Ask, Flow, HangUp, Queue, Say
from appliance.model.plan import Plan, PromptPlan, QueuePlan

FLOW = Flow(
    name="main",
    start="which",
    steps={
        "which": Ask(prompts=("choose",), choices={"1": "german", "2": "english"}, on_exhausted="bye"),
        "german": Say(prompts=("welcome", "{time now}", "beep"), language="de-AT", then="wait"),
        "english": Say(prompts=("welcome",), then="wait"),
        "wait": Queue(queue="sales", on_overflow="bye"),
        "bye": HangUp(prompts=("bye",)),
    },
)
QUEUE = QueuePlan(name="sales", announce_every_ms=30_000, announce_minutes={"5": "five"}, announce_next="next")


def doubts(*prompts: PromptPlan, imported: tuple[str, ...] = (), box: str = "en") -> list[str]:
    return list(language_doubts(Plan(flows=(FLOW,), queues=(QUEUE,), prompts=prompts), box, imported))


def test_what_is_said_before_the_choice_needs_no_other_language() -> None:
    told = 'flow "main": callers spoken to in de-AT hear "welcome", "five", "next", "bye" in another language'
    assert doubts() == [told]


def test_texts_recordings_and_a_prompt_of_that_language_are_there() -> None:
    there = (PromptPlan(name="welcome", text="Hello", texts={"de": "Hallo"}), PromptPlan(name="five", language="de"))
    assert doubts(*there, imported=("bye@de-at", "next@fr")) == [
        'flow "main": callers spoken to in de-AT hear "next" in another language'
    ]


def test_the_box_s_own_language_needs_no_variants() -> None:
    assert doubts(box="de-AT") == []
