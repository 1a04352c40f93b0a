"""A call's story, why it waits and why an agent has nothing, as text for a terminal."""

from collections.abc import Iterable, Iterator, Sequence
from textwrap import wrap

from appliance.control.as_text import duration, local, outcome_sentence, plain
from appliance.control.explained import Explanation
from appliance.model.explanation import Reason, Retelling, Waiting
from appliance.model.records import CallRecord
from appliance.model.words import Ms

MARGIN = 12
"""The times of a timeline stand left of it."""


def explanation(whole: Explanation, width: int) -> list[str]:
    """What the call was, how it ended, and every note with its time since the first ring and what stands behind it."""
    call = whole.call
    lines = [f"Call {call.call}: {outcome_sentence(call)}", "", *_facts(call), ""]
    lines += _timeline(whole, width) or ["  No notes were written about this call."]
    lines += _overtakings(whole.retelling, width)
    if whole.waiting is not None:
        lines += ["", *waiting(whole.waiting, width)]
    doubt = whole.doubt or (whole.retelling.doubt if whole.retelling is not None else "")
    return [*lines, "", *_wrapped(doubt, width, "")] if doubt else lines


def waiting(why: Waiting, width: int) -> list[str]:
    ways = sentences(("What would help:", *why.ways_out), width) if why.ways_out else []
    return [*sentences(why.sentences, width), *ways]


def sentences(told: Sequence[str], width: int) -> list[str]:
    """The first as it is, the others as a list."""
    first = _wrapped(told[0], width, "") if told else []
    return [*first, *(line for each in told[1:] for line in _wrapped(each, width, "  ", "- "))]


def _facts(call: CallRecord) -> Iterator[str]:
    ended = " ".join(part for part in (call.hung_up, f"({call.cause.value})" if call.cause else "") if part)
    facts = {
        "line": call.line,
        "rang": local(call.rang_utc_ms, "%Y-%m-%d %H:%M:%S"),
        "lasted": duration(call.ended_ms) if call.ended_ms is not None else "",
        "way": " > ".join(call.path) or ("-" if call.ended_ms is not None else ""),
        "collected": ", ".join(f"{name} = {value}" for name, value in call.variables.items()),
        "missed offers": str(call.misses) if call.misses else "",
        "hung up by": ended,
        "recorded": "yes" if call.recorded else "",
    }
    return (f"  {name:<14}{plain(value)}" for name, value in facts.items() if value)


def _timeline(whole: Explanation, width: int) -> list[str]:
    """Each note, and below those that tell a decision what the decision was made of."""
    lines: list[str] = []
    behind = _by_note(whole.retelling)
    for index, note in enumerate(whole.notes):
        lines += _wrapped(note.text, width, " " * MARGIN, f"{_since(note.at_ms):>10}  ", hang=False)
        lines += _reasons(behind.get(index, ()), width)
    for reason in behind.get(None, ()):
        lines += _wrapped(reason.sentences[0], width, " " * MARGIN, f"{_since(reason.facts.at_ms):>10}  ", hang=False)
        lines += _reasons((reason,), width)
    return lines


def _by_note(retelling: Retelling | None) -> dict[int | None, list[Reason]]:
    found: dict[int | None, list[Reason]] = {}
    for reason in retelling.decisions if retelling is not None else ():
        found.setdefault(reason.note, []).append(reason)
    return found


def _reasons(reasons: Iterable[Reason], width: int) -> Iterator[str]:
    for reason in reasons:
        told = reason.sentences if reason.note is not None else reason.sentences[1:]
        for each in told:
            yield from _wrapped(each, width, " " * MARGIN, "- ")


def _overtakings(retelling: Retelling | None, width: int) -> list[str]:
    if retelling is None or not retelling.overtakings:
        return []
    lines = ["", "While it waited:"]
    for one in retelling.overtakings:
        lines += _wrapped(" ".join(one.sentences), width, " " * MARGIN, f"{_since(one.facts.at_ms):>10}  ", hang=False)
    more = retelling.overtakings_in_all - len(retelling.overtakings)
    return [*lines, f"{' ' * MARGIN}and {more} more calls."] if more > 0 else lines


def _wrapped(text: str, width: int, indent: str, mark: str = "", *, hang: bool = True) -> list[str]:
    """Lines no wider than `width`; `mark` stands before the first, in the indent (hang=False) or after it."""
    first = indent + mark if hang else mark
    rest = indent + " " * len(mark) if hang else indent
    room = max(width, len(rest) + 20)
    return wrap(plain(text), room, initial_indent=first, subsequent_indent=rest) or [first.rstrip()]


def _since(ms: Ms) -> str:
    return f"{ms // 60_000}:{ms // 1000 % 60:02}.{ms % 1000 // 100}"
