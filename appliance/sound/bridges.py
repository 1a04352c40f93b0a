"""Who hears whom: conversations of two and more, and those who listen to one, whisper into it or speak in it."""

from collections.abc import Iterable, Iterator

from appliance.model.words import Value
from appliance.sound.reports import LegName


class Watch(Value, frozen=True):
    """Somebody beside a conversation."""

    to: tuple[LegName, ...]
    """Heard by whoever watches."""
    heard_by: tuple[LegName, ...]
    """Who hears them: nobody, when they only listen; the agent, when they whisper; all, when they barge in."""


class Bridges:
    """Names only. A leg is in one conversation at most, and watches one set of legs at most."""

    def __init__(self) -> None:
        self._conversations: dict[LegName, tuple[LegName, ...]] = {}
        """Of each leg in one all that are in it, itself included, in the order they were named."""
        self._watches: dict[LegName, Watch] = {}

    def confer(self, names: tuple[LegName, ...]) -> None:
        """Each hears all others. Whoever was in another conversation leaves it."""
        if len(names) < 2 or len(set(names)) < len(names):
            raise ValueError(f"desk: {', '.join(names) or 'nobody'}: two legs or more were expected, each named once")
        for name in names:
            self.leave(name)
        for name in names:
            self._conversations[name] = names

    def leave(self, name: LegName) -> None:
        """The others go on, unless only one is left. Harmless when it is in none."""
        rest = tuple(each for each in self._conversations.pop(name, ()) if each != name)
        for each in rest:
            if len(rest) > 1:
                self._conversations[each] = rest
            else:
                self._conversations.pop(each, None)

    def with_whom(self, name: LegName) -> tuple[LegName, ...]:
        """The others of its conversation."""
        return tuple(each for each in self._conversations.get(name, ()) if each != name)

    def watch(self, name: LegName, watch: Watch) -> None:
        """Instead of what it watched before; a watch of nobody by nobody ends it."""
        if name in watch.to or name in watch.heard_by:
            raise ValueError(f"desk: leg {name} cannot watch itself")
        if watch.to or watch.heard_by:
            self._watches[name] = watch
        else:
            self._watches.pop(name, None)

    def forget(self, name: LegName) -> None:
        """The leg is gone."""
        self.leave(name)
        self._watches.pop(name, None)
        for other, watch in list(self._watches.items()):
            self.watch(other, Watch(_without(watch.to, name), _without(watch.heard_by, name)))

    def heard_on(self, name: LegName) -> Iterator[LegName]:
        """All that it hears, each once."""
        yield from dict.fromkeys((*self.with_whom(name), *self._watched_by(name), *self._speaking_to(name)))

    def _watched_by(self, name: LegName) -> tuple[LegName, ...]:
        watch = self._watches.get(name)
        return watch.to if watch is not None else ()

    def _speaking_to(self, name: LegName) -> Iterable[LegName]:
        return (other for other, watch in self._watches.items() if name in watch.heard_by)


def _without(names: tuple[LegName, ...], name: LegName) -> tuple[LegName, ...]:
    return tuple(each for each in names if each != name)
