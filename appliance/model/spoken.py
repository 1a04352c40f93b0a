"""What the box says in words of its own: the values in its prompts, and what they are called once they are known.

In the settings a value stands among the prompts as "{digits order}": its kind, where it comes from and, of money, the
currency. Known, it is a prompt of the name "digits:4711", which no prompt of the settings can have.
"""

import re
from collections.abc import Iterator
from datetime import date

from appliance.model.flow import Ask, Say, Step, TakeMessage
from appliance.model.plan import Plan
from appliance.model.words import PromptName, Value

CURRENCIES = ("EUR", "USD", "GBP", "CHF", "PLN", "RUB")
LARGEST = 999_999_999
"""Of numbers that are spoken as such; a longer one is said digit by digit."""
LONGEST = 64
"""Digits of one value, as of Collect."""
MONEY = {"money": 100, "cents": 1}
"""Kind → hundredths of the currency to one of the value."""
COUNTED = ("seconds", "minutes", "hours")
KINDS = ("number", "digits", *MONEY, "date", "time", *COUNTED)
OF_THE_MOMENT = {"date": ("today", "tomorrow"), "time": ("now",), "digits": ("caller",)}
"""Kind → sources that are known without the caller's doing."""


class Placeholder(Value, frozen=True):
    """A value among the prompts of a step."""

    kind: str
    source: str
    """A variable that was collected, one of OF_THE_MOMENT, or the value itself: 12.50, 09:30, 2026-12-24."""
    currency: str = ""


def placeholder(name: PromptName) -> Placeholder | None:
    """Of "{money balance EUR}"; None for every other prompt. Raises ValueError with the end of a sentence."""
    if not name.startswith("{"):
        return None
    kind, source, currency, *more = (*name.strip("{}").split(), "", "", "")
    expected = f'expected "{{KIND VALUE}}", KIND one of {", ".join(KINDS)}'
    if not name.endswith("}") or kind not in KINDS or not source or any(more):
        raise ValueError(f'{expected}, such as "{{digits order}}"')
    if (kind in MONEY) != (currency in CURRENCIES) or (currency and kind not in MONEY):
        raise ValueError(f"a currency belongs to money and cents, and to them alone; there is {', '.join(CURRENCIES)}")
    return Placeholder(kind, source, currency)


def spoken_value(kind: str, text: str, currency: str = "") -> PromptName | None:
    """What the prompt of a known value is called; None for what is no such value."""
    if kind == "number" and text.lstrip("-").isdecimal() and abs(int(text[:LONGEST])) > LARGEST:
        kind = "digits"
    if not re.fullmatch(_SHAPES[kind], text, re.ASCII):
        return None
    if kind == "date":
        text = text if "-" in text else f"{text[:4]}-{text[4:6]}-{text[6:]}"
        return f"date:{text}" if _is_date(text) else None
    if kind == "time":
        text = text.replace(":", "").zfill(4)
        return f"time:{text}" if int(text[:2]) < 24 and int(text[2:]) < 60 else None
    if kind in MONEY:
        whole, _, decimals = text.partition(".")
        hundredths = int(whole.lstrip("-") + decimals.ljust(2, "0")) if MONEY[kind] == 100 else int(whole.lstrip("-"))
        return f"money:{'-' * whole.startswith('-')}{hundredths}:{currency}"
    return f"{kind}:{text.lstrip('0') or '0'}" if kind in COUNTED else f"{kind}:{text}"


_SHAPES = {
    "number": r"-?\d{1,9}",
    "digits": rf"\+?\d[\d ]{{0,{LONGEST - 1}}}",
    "money": r"-?\d{1,9}(\.\d{1,2})?",
    "cents": r"-?\d{1,11}",
    "date": r"\d{4}-\d\d-\d\d|\d{8}",
    "time": r"\d{1,2}:?\d\d",
    **dict.fromkeys(COUNTED, r"\d{1,4}"),
}


def _is_date(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def values_of(plan: Plan) -> dict[str, tuple[Placeholder, ...]]:
    """Language → every value that a step may speak in it, each once; "" is the box's language."""
    values: dict[str, dict[Placeholder, None]] = {}
    for flow in plan.flows:
        names = [name for step in flow.steps.values() for name in prompts_of(step) if name.startswith("{")]
        said = dict.fromkeys(each for name in names if (each := placeholder(name)) is not None)
        chosen = (step.language for step in flow.steps.values() if isinstance(step, Say) and step.language)
        for language in (flow.language, *chosen) if said else ():
            values.setdefault(language, {}).update(said)
    return {language: tuple(said) for language, said in values.items()}


def prompts_of(step: Step) -> tuple[PromptName, ...]:
    """All that it may play."""
    again: tuple[PromptName, ...] = (*step.invalid_prompts, *step.no_input_prompts) if isinstance(step, Ask) else ()
    if isinstance(step, TakeMessage):
        again = (*step.review_prompts, *step.short_prompts, *step.lost_prompts)
    return (*getattr(step, "prompts", ()), *again)


REVIEW: PromptName = "message:review"
"""What a caller may do with the message just left."""
SHORT: PromptName = "message:short"
"""That one was too short; please speak after the tone."""
LOST: PromptName = "message:lost"
"""No message was kept."""
TAKE = "prompt:"
"""Before the name of the prompt that a call is to record, in the name of its flow and of the box that has the take."""


def take_of(flow: str) -> PromptName | None:
    """With its language: hello@de. None for what records no prompt."""
    name = flow.removeprefix(TAKE)
    return name if flow.startswith(TAKE) and re.fullmatch(r"\w[\w .-]{0,39}(@[a-z0-9-]{2,30})?", name) else None


def wait_prompt(minutes: int) -> PromptName:
    """The waiting time is about so many minutes."""
    return f"wait:{minutes}"


def place_prompt(place: int) -> PromptName:
    """You are number so much in line."""
    return f"place:{place}"


def languages_of(plan: Plan) -> tuple[str, ...]:
    """Those that callers may be spoken to in, besides the box's."""
    chosen = (
        step.language for flow in plan.flows for step in flow.steps.values() if isinstance(step, Say) and step.language
    )
    return tuple(dict.fromkeys((*(flow.language for flow in plan.flows if flow.language), *chosen)))


def waits_and_places(plan: Plan) -> Iterator[tuple[PromptName, str, int]]:
    """What the queues announce: the prompt, "wait" or "place", and the number in it. Each once."""
    minutes = {each for queue in plan.queues if queue.announce_every_ms for each in queue.announce_spoken}
    places = max((queue.announce_places for queue in plan.queues if queue.announce_every_ms), default=0)
    yield from ((wait_prompt(each), "wait", each) for each in sorted(minutes))
    yield from ((place_prompt(each), "place", each) for each in range(1, places + 1))


def sentences_of(plan: Plan) -> Iterator[PromptName]:
    """What is said to those who leave messages, as far as the plan has no prompts of its own for it. Each once."""
    steps = [step for flow in plan.flows for step in flow.steps.values() if isinstance(step, TakeMessage)]
    if any(step.review and not step.review_prompts for step in steps):
        yield REVIEW
    if any(step.tries > 1 and not step.short_prompts for step in steps):
        yield SHORT
    if any(not step.lost_prompts for step in steps):
        yield LOST
