"""What the box does with a caller before a person: flows and their steps."""

from typing import TypeAlias

from appliance.model.words import Digit, FlowName, HoursName, Ms, PromptName, QueueName, StepName, TargetName, Value


class Say(Value, frozen=True, kw_only=True, tag="say"):
    """Plays prompts to the end; digits pressed meanwhile are kept for the next Ask or Collect."""

    prompts: tuple[PromptName, ...]
    language: str = ""
    """What the caller is spoken to in from here on; empty: as before."""
    then: StepName


class Ask(Value, frozen=True, kw_only=True, tag="ask"):
    """Plays prompts and waits for one key. A key interrupts the prompts at once."""

    prompts: tuple[PromptName, ...]
    choices: dict[Digit, StepName]
    wait_ms: Ms = 5_000
    """From the end of the prompts until "nothing pressed"."""
    repeats: int = 2
    """How often the question is asked again, for wrong keys and silence together."""
    invalid_prompts: tuple[PromptName, ...] = ()
    """Said before asking again after a key that is no choice."""
    no_input_prompts: tuple[PromptName, ...] = ()
    on_exhausted: StepName
    """Where the caller goes when the repeats are used up."""


class Collect(Value, frozen=True, kw_only=True, tag="collect"):
    """Plays prompts and collects a number into a variable. 0 is a digit here: * is the key to a person instead."""

    prompts: tuple[PromptName, ...]
    variable: str
    least: int = 1
    most: int = 20
    finish: Digit = "#"
    """Ends the number before `most` digits are there."""
    wait_ms: Ms = 5_000
    """Between the end of the prompts and the first digit, and between digits."""
    repeats: int = 2
    then: StepName
    on_exhausted: StepName


class Hours(Value, frozen=True, kw_only=True, tag="hours"):
    hours: HoursName
    open: StepName
    closed: StepName


class Queue(Value, frozen=True, kw_only=True, tag="queue"):
    """Takes a ticket and waits for an agent."""

    queue: QueueName
    keys: dict[Digit, StepName] = {}
    """Keys by which the caller leaves the queue."""
    on_overflow: StepName
    """Where the caller goes after the queue's max_wait, or when it is full or has nobody signed in."""


class TakeMessage(Value, frozen=True, kw_only=True, tag="take_message"):
    """Records what the caller says; silence, a tone, any key or hanging up ends it."""

    prompts: tuple[PromptName, ...]
    box: str = "general"
    """Whose message box it goes to."""
    longest_ms: Ms = 120_000
    silence_ms: Ms = 4_000
    """Silence that ends the message."""
    least_ms: Ms = 1_000
    """Shorter ones are not kept."""
    tries: int = 1
    """How often in all the caller may speak while what comes is too short to keep."""
    review: bool = False
    """Afterwards the caller may hear it (1), speak again (2), keep it as urgent (3) or keep it (#). Of a caller who
    presses nothing, or hangs up, it is kept."""
    wait_ms: Ms = 5_000
    """From the end of that menu until "nothing pressed"."""
    review_prompts: tuple[PromptName, ...] = ()
    """That menu; empty: the box says it in its own words, as it does the next two."""
    short_prompts: tuple[PromptName, ...] = ()
    """Said before another try."""
    lost_prompts: tuple[PromptName, ...] = ()
    """Said when the message cannot be stored, or when there is none and no `on_nothing_kept`."""
    then: StepName
    """Once the message is on disk."""
    on_nothing_kept: StepName | None = None
    """After a message too short to keep, or one that could not be stored; None: the box hangs up, because what `then`
    says is said to those whose message is kept."""


class Transfer(Value, frozen=True, kw_only=True, tag="transfer"):
    """Hands the caller over to an extension of the PBX that the line is connected to."""

    prompts: tuple[PromptName, ...] = ()
    """Said before."""
    target: TargetName
    otherwise: StepName
    """When the PBX does not take the caller."""


class HangUp(Value, frozen=True, kw_only=True, tag="hang_up"):
    prompts: tuple[PromptName, ...] = ()


Step: TypeAlias = Say | Ask | Collect | Hours | Queue | TakeMessage | Transfer | HangUp


class Flow(Value, frozen=True, kw_only=True):
    name: FlowName
    start: StepName
    person: StepName | None = None
    """The Queue step that 0 leads to on every step; None only where nobody ever answers."""
    on_fax: StepName | None = None
    """Where a fax or modem goes; None: the box hangs up on it."""
    on_blocked: StepName | None = None
    """Where callers go whom the blocklist lets only leave a message; None: they are not answered."""
    language: str = ""
    """What its callers are spoken to in at first; empty: the box's language."""
    steps: dict[StepName, Step]
