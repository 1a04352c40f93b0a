"""What narrows a list of calls, in the words of an address; the same for the list, its export and the page."""

from http import HTTPStatus
from typing import Final

from aiohttp import web

from appliance.model.states import Direction, Outcome
from appliance.store.call_list import CallFilter, Mark
from appliance.web.problems import CannotSay
from appliance.web.route import Query

LONGEST: Final = 80
"""Letters of a name, a number or what is searched for."""

FILTERS: Final = (
    Query("since", "Only calls that rang at this Unix time in ms, or later.", int),
    Query("until", "Only calls that rang before it.", int),
    Query("queue", "Only of this queue."),
    Query("agent", "Only those that this agent spoke in."),
    Query("line", "Only on this line."),
    Query("outcome", "Only with this outcome; several with commas between."),
    Query("direction", "Only incoming or outgoing ones.", Direction),
    Query("search", "Part of a number or a name."),
    Query("recorded", "1: only those with a recording; 0: only those without.", int),
)


def filter_of(request: web.Request) -> CallFilter:
    """Raises CannotSay."""
    query = request.query
    recorded = query.get("recorded", "")
    if recorded not in {"", "0", "1"}:
        raise CannotSay(HTTPStatus.BAD_REQUEST, f"recorded is 0 or 1, not {recorded[:20]!r}")
    return CallFilter(
        since_utc_ms=whole(request, "since") if query.get("since") else None,
        until_utc_ms=whole(request, "until") if query.get("until") else None,
        queue=_text(request, "queue"),
        agent=_text(request, "agent"),
        line=_text(request, "line"),
        outcomes=tuple(_outcome(word) for word in query.get("outcome", "").split(",") if word),
        direction=_direction(query.get("direction", "")),
        search=query.get("search", "").strip()[:LONGEST],
        recorded=None if not recorded else recorded == "1",
    )


def mark_of(request: web.Request) -> Mark | None:
    """Raises CannotSay."""
    text = request.query.get("after", "")
    if not text:
        return None
    first, _, second = text.partition("-")
    if not all(part.isascii() and part.isdecimal() and len(part) <= 16 for part in (first, second)):
        raise CannotSay(HTTPStatus.BAD_REQUEST, "after is what the page before told as its next, and nothing else")
    return Mark(int(first), int(second))


def mark_words(mark: Mark) -> str:
    return f"{mark.rang_utc_ms}-{mark.call}"


def whole(request: web.Request, name: str, default: int = 0, most: int = 10**16) -> int:
    """Raises CannotSay."""
    text = request.query.get(name, str(default))
    if not (text.isascii() and text.isdecimal() and len(text) <= 16 and int(text) <= most) or (default and text == "0"):
        raise CannotSay(HTTPStatus.BAD_REQUEST, f"{name} is a whole number up to {most}, not {text[:40]!r}")
    return int(text)


def _text(request: web.Request, name: str) -> str | None:
    return request.query.get(name, "")[:LONGEST] or None


def _outcome(word: str) -> Outcome:
    known = {outcome.value: outcome for outcome in Outcome}
    if word not in known:
        raise CannotSay(HTTPStatus.BAD_REQUEST, f"outcome is one of {', '.join(known)}, not {word[:40]!r}")
    return known[word]


def _direction(word: str) -> Direction | None:
    known = {direction.value: direction for direction in Direction}
    if word and word not in known:
        raise CannotSay(HTTPStatus.BAD_REQUEST, f"direction is one of {', '.join(known)}, not {word[:40]!r}")
    return known.get(word)
