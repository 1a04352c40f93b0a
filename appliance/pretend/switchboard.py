"""The switchboard: gives each caller of the script and of the traffic a line, in order, and numbers the calls. Pure."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

from appliance.model.caller import Presentation
from appliance.model.words import LineName, Ms
from appliance.pretend.caller_steps import Sounds
from appliance.pretend.joined import Joined, reaches
from appliance.pretend.line import Line, NoTracks, Tracks
from appliance.pretend.record_draft import RecordDraft
from appliance.pretend.report import Ended, PretendOutcome
from appliance.pretend.script import PretendCall

RETRY_MS = 50
"""How often a caller who waits for a line looks for one."""

OpenTracks: TypeAlias = Callable[[int], Tracks]
"""Call number → where its sound is kept."""


class Switchboard:
    def __init__(
        self,
        lines: Iterable[Line],
        script: Iterable[PretendCall],
        traffic: Iterator[PretendCall],
        *,
        sounds: Sounds | None = None,
    ) -> None:
        """Calls of the script wait until their line is free; those of the traffic find a line or are lost."""
        self.lines = {line.name: line for line in lines}
        self._sounds = sounds or {}
        self._waiting: dict[LineName, deque[PretendCall]] = {}
        for call in sorted(script, key=lambda call: call.at_ms):
            self._waiting.setdefault(call.line, deque()).append(call)
        self._traffic = traffic
        self._next_arrival = next(traffic, None)
        self._started: Ms = 0
        """At the first wake()."""
        self._traffic_started: Ms | None = None
        self.open_tracks: OpenTracks = lambda _: NoTracks()
        self.wall_ms: Callable[[], Ms] = lambda: 0
        self.local_time: Callable[[], str] = lambda: "01010000"
        """MMDDHHMM, for the caller id."""
        self.calls_begun = 0
        self._finished: list[PretendOutcome] = []
        for line in self.lines.values():
            line.finished = self._finished
        self._dues: dict[LineName, Ms | None] = {line.name: line.next_wake() for line in self.lines.values()}
        self._look_at: Ms | None = 0

    @property
    def all_done(self) -> bool:
        """Every call of the script, and of a traffic that ends, is over."""
        idle = all(line.call_number is None for line in self.lines.values())
        return idle and self._next_arrival is None and not any(self._waiting.values())

    def take_finished(self) -> list[PretendOutcome]:
        finished = self._finished.copy()
        self._finished.clear()
        return finished

    def next_wake(self) -> Ms | None:
        """Of the lines, and of callers who are due or wait for a line."""
        return min((due for due in (*self._dues.values(), self._look_at) if due is not None), default=None)

    def receive(self, name: LineName, data: bytes, now: Ms, wire: str = "") -> bool:
        """Bytes of the host for a port of this line; True when the modem has something to say at once."""
        line = self.lines[name]
        line.receive(data, now, wire)
        due = self._dues[name] = line.next_wake()
        return due is not None and due <= now

    def wake(self, now: Ms) -> list[Line]:
        """Returns the lines that had something to do: each is to be served, and line_was_served() told so."""
        self._started = self._started or now
        woken = [self.lines[name] for name, due in self._dues.items() if due is not None and due <= now]
        for line in woken:
            line.wake(now)
        if self._look_at is not None and now >= self._look_at:
            self._connect_waiting(now)
            self._connect_traffic(now)
            self._look_at = self._next_look(now)
        return woken

    def line_was_served(self, line: Line) -> None:
        """Its bytes were fetched, or given back."""
        self._dues[line.name] = line.next_wake()

    def _next_look(self, now: Ms) -> Ms | None:
        dues = [self._started + queue[0].at_ms for queue in self._waiting.values() if queue]
        if self._next_arrival is not None:
            dues.append(now if self._traffic_started is None else self._traffic_started + self._next_arrival.at_ms)
        return max(min(dues), now + RETRY_MS) if dues else None

    def stop(self, now: Ms) -> None:
        for line in self.lines.values():
            line.stop(now)

    def _connect_waiting(self, now: Ms) -> None:
        for name, queue in self._waiting.items():
            wanted = [self.lines[name]] if name else list(self.lines.values())
            for line in wanted:
                if queue and self._started + queue[0].at_ms <= now and line.ready(now, second=queue[0].second):
                    self._begin(line, queue.popleft(), now)

    def _connect_traffic(self, now: Ms) -> None:
        if self._next_arrival is None:
            return
        free = deque(line for line in self.lines.values() if line.ready(now))
        if self._traffic_started is None:
            self._traffic_started = now if free else None
        while self._traffic_started is not None and self._next_arrival is not None:
            if self._traffic_started + self._next_arrival.at_ms > now:
                return
            call, self._next_arrival = self._next_arrival, next(self._traffic, None)
            if free:
                self._begin(free.popleft(), call, now)
            else:
                self._finished.append(self.draft(call, now).outcome("", Ended.LINES_BUSY))

    def join(self, calling: Line, number: str, *, withheld: bool = False) -> Joined | None:
        """A call to the line that has the number; it rings there when the calling line has it go on."""
        called = next((line for line in self.lines.values() if reaches(number, line.number)), None)
        shown = Presentation.WITHHELD if withheld else Presentation.GIVEN
        call = PretendCall(kind=f"from {calling.name}", number=_as_shown(calling.number), presentation=shown)
        return Joined(called, lambda joined, now: self._ring(called, joined, call, now)) if called else None

    def _ring(self, called: Line, joined: Joined, call: PretendCall, now: Ms) -> None:
        draft = self.draft(call, now)
        called.begin(draft, self._sounds, self.local_time(), self.open_tracks(draft.number), party=joined.called)
        self._dues[called.name] = called.next_wake()

    def draft(self, call: PretendCall, now: Ms) -> RecordDraft:
        """With the next number; also for calls the box makes."""
        self.calls_begun += 1
        return RecordDraft(self.calls_begun, call, now, self.wall_ms() - now)

    def _begin(self, line: Line, call: PretendCall, now: Ms) -> None:
        draft = self.draft(call, now)
        line.begin(draft, self._sounds, self.local_time(), self.open_tracks(draft.number))
        self._dues[line.name] = line.next_wake()


def _as_shown(number: str) -> str:
    """As the exchange tells who rings: within the country of the pretend network, +49, with a trunk prefix."""
    return f"0{number.removeprefix('+49')}" if number.startswith("+49") else number
