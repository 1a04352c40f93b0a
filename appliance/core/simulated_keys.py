"""Which keys mean something to the box at a moment of a call, and the steps they lead to."""

from appliance.core.flows import PERSON, PERSON_IN_COLLECT
from appliance.core.messages import AGAIN, KEEP, LISTEN, URGENT
from appliance.model.flow import Ask, Collect, Flow, Queue, Step, TakeMessage
from appliance.model.simulation import Sounding, SoundKind
from appliance.model.spoken import REVIEW
from appliance.model.states import CallState
from appliance.model.words import Digit, StepName

ALL = "0123456789*#"
DECIMAL = "0123456789"


def keys_now(
    flow: Flow, state: CallState, name: StepName, sounding: Sounding | None, *, recording: bool
) -> dict[Digit, StepName]:
    """Key → step; "" where it leads to none: it is a digit of a number, or says what becomes of a message."""
    step = flow.steps.get(name)
    if step is None:
        return {}
    match state:
        case CallState.IN_FLOW:
            return _in_flow(flow, step)
        case CallState.WAITING | CallState.OFFERED:
            return dict(step.keys) if isinstance(step, Queue) else {}
        case CallState.LEAVING_MESSAGE if isinstance(step, TakeMessage):
            return {**_of_a_message(step, sounding, recording=recording), **_person(flow, PERSON)}
        case _:
            return {}


def _in_flow(flow: Flow, step: Step) -> dict[Digit, StepName]:
    if isinstance(step, Collect):
        digits = dict.fromkeys(DECIMAL, "") if step.most > 1 else dict.fromkeys(DECIMAL, step.then)
        return {**digits, step.finish: step.then, **_person(flow, PERSON_IN_COLLECT)}
    return {**_person(flow, PERSON), **(step.choices if isinstance(step, Ask) else {})}


def _person(flow: Flow, key: Digit) -> dict[Digit, StepName]:
    return {key: flow.person} if flow.person is not None else {}


def _of_a_message(step: TakeMessage, sounding: Sounding | None, *, recording: bool) -> dict[Digit, StepName]:
    if recording:
        return dict.fromkeys(ALL, "")
    said = tuple(each.prompt for each in sounding.prompts) if sounding is not None else ()
    reviewing = sounding is None or sounding.kind is SoundKind.MESSAGE or said == (step.review_prompts or (REVIEW,))
    return dict.fromkeys((LISTEN, AGAIN, URGENT, KEEP), "") if step.review and reviewing else {}
