"""Sentences that the box and the terminal say alike."""

from appliance.core.explain_waiting import told_waiting
from appliance.model.explanation import Waiting, WhyWaiting
from appliance.model.words import CallId, LineName


def no_call(call: CallId, nearest: CallId | None) -> str:
    """The sentence, with the nearest call before it."""
    return (
        f"there is no call {call}; {f'the nearest is call {nearest}' if nearest is not None else 'nor any before it'}"
    )


def no_line(line: LineName) -> str:
    return f'no line is called "{line}"; `callbox status` shows the lines'


def no_message(name: str) -> str:
    return f"there is no message {name[:40]!r}; `callbox messages` lists them"


def no_missed(number: str) -> str:
    return f"nobody has rung in vain from {number[:40]!r}; `callbox missed` lists who has"


def waits_no_more(call: CallId) -> Waiting:
    """Of a call that is over."""
    return told_waiting(WhyWaiting(call=call, state=None))
