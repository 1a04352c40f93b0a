"""What stands in the navigation of every page: one row per page, in the order shown. Who sees it says its route."""

from collections.abc import Iterable
from typing import Final

from appliance.model.accounts import Way, Who
from appliance.model.words import Value
from appliance.web.catalogues import _
from appliance.web.route import Open, Table

WORK: Final = ""
"""The pages of every day: always in sight."""
SET_UP: Final = _("Set up")
BOX: Final = _("Box")


class Entry(Value, frozen=True):
    address: str
    """Of a route that answers with a page."""
    words: str
    group: str = WORK
    """The menu it stands in."""
    for_agents: bool = False
    """Only for who is an agent; who did not have to sign in chooses one."""


ENTRIES: Final = (
    Entry("/", _("Live")),
    Entry("/agent", _("Agent desk"), for_agents=True),
    Entry("/calls", _("Calls")),
    Entry("/messages", _("Messages")),
    Entry("/wallboard", _("Wallboard")),
    Entry("/flows", _("Flows"), SET_UP),
    Entry("/queues", _("Queues"), SET_UP),
    Entry("/agents", _("Agents"), SET_UP),
    Entry("/skills", _("Skills"), SET_UP),
    Entry("/hours", _("Hours and holidays"), SET_UP),
    Entry("/lamps", _("Lamps"), SET_UP),
    Entry("/prompts", _("Prompts"), SET_UP),
    Entry("/wallboard/screens", _("Wallboard screens"), SET_UP),
    Entry("/trust", _("This browser"), BOX),
    Entry("/api", _("API"), BOX),
)


class Shown(Value, frozen=True):
    address: str
    words: str
    current: bool


class Menu(Value, frozen=True):
    """A group with what somebody sees of it."""

    words: str
    entries: tuple[Shown, ...]

    @property
    def current(self) -> bool:
        return any(entry.current for entry in self.entries)


class Navigation:
    def __init__(self, table: Table, entries: tuple[Entry, ...] = ENTRIES) -> None:
        """Raises ValueError for an entry that is no page."""
        self._allowed = {route.path: route.allowed for route in table if route.reply == "text/html"}
        self._entries = entries
        for entry in entries:
            if entry.address not in self._allowed:
                message = f"navigation: {entry.address}: no route answers it with a page"
                raise ValueError(message)

    def menus(self, who: Who, path: str) -> tuple[Menu, ...]:
        """What they may open; the page at `path`, or above it, is the current one."""
        seen = [entry for entry in self._entries if self._is_for(entry, who)]
        current = max((entry.address for entry in seen if _is_at(path, entry.address)), key=len, default=None)
        groups = dict.fromkeys(entry.group for entry in seen)
        return tuple(Menu(group, tuple(_shown(seen, group, current))) for group in groups)

    def _is_for(self, entry: Entry, who: Who) -> bool:
        allowed = self._allowed[entry.address]
        if entry.for_agents and not who.agent and who.way is not Way.WITHOUT:
            return False
        return isinstance(allowed, Open) or bool(allowed & who.roles)


def _shown(seen: Iterable[Entry], group: str, current: str | None) -> Iterable[Shown]:
    return (Shown(entry.address, entry.words, entry.address == current) for entry in seen if entry.group == group)


def _is_at(path: str, address: str) -> bool:
    return path == address or (address != "/" and path.startswith(f"{address}/"))
