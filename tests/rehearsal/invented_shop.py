"""An invented shop and weeks of its life: the engine itself on invented time, written into a store as the box does.

Callers come by a daily curve, choose a queue, wait as long as their patience lasts; agents come in the morning, have
lunch, answer most offers, talk, write up. `python -m tests.rehearsal.invented_shop FOLDER` makes a folder to try on.
"""

import sys
import time
from collections.abc import Callable, Iterator
from heapq import heappop, heappush
from itertools import count, islice
from pathlib import Path

import numpy as np

from appliance.config import load
from appliance.core.engine import Engine
from appliance.model import events
from appliance.model.actions import (
    Action,
    AnswerLine,
    CloseCall,
    HangUpLine,
    Join,
    Note,
    OfferCall,
    OpenCall,
    Part,
    PlayPrompts,
)  # fmt: skip
from appliance.model.caller import Caller, Presentation
from appliance.model.events import Event
from appliance.model.plan import Plan
from appliance.model.records import CallRecord, TimelineNote
from appliance.model.states import DigitSource, HangUpCause
from appliance.model.words import AgentName, LineName, Ms
from appliance.store.concern import Concern
from appliance.store.database import Database, RunStart
from appliance.store.rows import Numbered, Statement, Step, statements

AGENTS = {"anna": "sales = 3", "ben": "sales = 2, service = 2", "carla": "service = 3", "dora": "service = 2"}
LINES = 12
SETTINGS = """
[box]
state_dir = "state"

[[flow]]
name = "main"
start = "menu"
person = "sales"
[flow.steps]
menu = { step = "ask", prompts = ["menu"], choices = { 1 = "sales", 2 = "service" }, on_exhausted = "sales" }
sales = { step = "queue", queue = "sales", keys = { "*" = "bye" }, on_overflow = "bye" }
service = { step = "queue", queue = "service", keys = { "*" = "bye" }, on_overflow = "bye" }
bye = { step = "hang_up", prompts = ["goodbye"] }

[[prompt]]
name = "menu"
text = "Sales is one, service is two."

[[prompt]]
name = "goodbye"
text = "Goodbye."

[[queue]]
name = "sales"
need = { sales = 1 }
max_wait = "5 min"
prefer_last_agent = "20 s"
band = 1

[[queue]]
name = "service"
need = { service = 2 }
target = "30 s"
strategy = "least_occupied"
top_after = "1 min"
max_wait = "5 min"
"""
AGENT = """
[[agent]]
name = "{name}"
skills = {{ {skills} }}
station = "pretend"
wrap_up = "20 s"
"""
LINE = """
[[line]]
name = "line{number}"
flow = "main"
rings = 1
[line.options]
port = "/dev/pretend{number}"
"""
HOUR, MINUTE, SECOND = 3_600_000, 60_000, 1_000
CURVE = np.array([0, 0, 0, 0, 0, 0, 0, 0, 6, 10, 12, 9, 5, 8, 10, 9, 7, 2, 0, 0, 0, 0, 0, 0], np.float64)
"""Share of the calls by hour of the day."""
TALK = {"1": 150 * SECOND, "2": 240 * SECOND}
BATCH_STEPS = 5_000
BEGAN = RunStart(boot_id="boot-a", utc_ms=0, now=5_000, program="0.1.0")


def settings_file(folder: Path) -> Path:
    """The settings, with the database's folder in `folder`; gives the main file."""
    folder.mkdir(parents=True, exist_ok=True)
    agents = "".join(AGENT.format(name=name, skills=skills) for name, skills in AGENTS.items())
    lines = "".join(LINE.format(number=number) for number in range(1, LINES + 1))
    path = folder / "appliance.toml"
    path.write_text(SETTINGS.replace('"state"', f'"{folder / "state"}"') + agents + lines)
    return path


def live(folder: Path, days: int = 20, calls: int = 190, seed: int = 1) -> Path:
    """So many working days with about so many calls each, from Monday, 19 October 2026 on. Gives the settings' file."""
    main = settings_file(folder)
    midnight = int(time.mktime((2026, 10, 19, 0, 0, 0, 0, 0, -1)) * 1_000)
    start = RunStart(boot_id="boot-a", utc_ms=midnight, now=BEGAN.now, program="0.1.0")
    database = Database(folder / "state" / "callbox.db", start)
    database.open(recover_sound=False)
    steps = _Life(load(main).plan, midnight, seed).steps(days, calls)
    rows = _Rows(database.run)
    while batch := list(islice(steps, BATCH_STEPS)):
        assert not database.write([row for step in batch for row in rows.of(*step)])
    database.end(rows.now, properly=True)
    return main


class _Rows:
    """As the scribe and the writer make them, but for their thread and a sync every few milliseconds."""

    def __init__(self, run: int) -> None:
        self.now: Ms = BEGAN.now
        self._run = run
        self._concern = Concern()
        self._seq = count(1)
        self._tickets = count(1)

    def of(self, now: Ms, event: Event | None, actions: tuple[Action, ...]) -> Iterator[tuple[Statement, ...]]:
        self.now = now
        step = Numbered(next(self._seq), Step(now, event, actions), self._concern.of(event, actions))
        written: list[Numbered | CallRecord | TimelineNote] = [step]
        for action in actions:
            match action:
                case OpenCall(record) | CloseCall(record):
                    written.append(record)
                case Note(call, at_ms, text):
                    written.append(TimelineNote(call, at_ms, text))
        for row in written:
            yield tuple(statements(self._run, next(self._tickets), row))


class _Life:
    """What happens besides the engine: a heap of things to come, each an event or something to do then."""

    def __init__(self, plan: Plan, midnight: int, seed: int) -> None:
        self._plan = plan
        self._midnight = midnight
        self._dice = np.random.default_rng(seed)
        self._coming: list[tuple[Ms, int, Event | Callable[[], None]]] = []
        self._order = count()
        self._free = [line.name for line in plan.lines]
        self._on: dict[LineName, int] = {}
        """Caller on each line; what was to come of an earlier one does not."""
        self._callers = count(1)
        self._wish: dict[LineName, str] = {}
        self._now: Ms = BEGAN.now

    def steps(self, days: int, calls: int) -> Iterator[tuple[Ms, Event | None, tuple[Action, ...]]]:
        engine = Engine()
        self._prepare(days, calls)
        while self._coming:
            wake = engine.next_wake()
            if wake is not None and wake < self._coming[0][0]:
                self._now = max(wake, self._now)
                actions = engine.wake(self._now)
                yield self._now, None, actions
            else:
                self._now, _, what = heappop(self._coming)
                if callable(what):
                    what()
                    continue
                actions = engine.handle(what, self._now)
                yield self._now, what, actions
            for action in actions:
                self._react(action)

    def _prepare(self, days: int, calls: int) -> None:
        self._at(self._now, events.BoxStarted(plan=self._plan, first_call=1, seed=1))
        for line in self._plan.lines:
            self._at(self._now, events.LineReady(line.name, "invented"))
        for day in range(days):
            begin = BEGAN.now + (day + day // 5 * 2) * 24 * HOUR
            for hour in range(24):
                self._at(begin + hour * HOUR, self._clock(begin + hour * HOUR))
            for number, agent in enumerate(self._plan.agents):
                self._shift(agent.name, number, begin)
            busier = self._dice.gamma(60, calls / 60)
            hours = self._dice.choice(24, self._dice.poisson(busier), p=CURVE / CURVE.sum())
            for at in hours * HOUR + self._dice.integers(0, HOUR, len(hours)):
                self._at(begin + int(at), self._ring)

    def _clock(self, now: Ms) -> Event:
        utc = self._midnight + now - BEGAN.now
        local = time.localtime(utc / 1_000)
        date = time.strftime("%Y-%m-%d", local)
        return events.ClockStruck(utc_ms=utc, date=date, day=local.tm_wday, minute=local.tm_hour * 60)

    def _shift(self, agent: AgentName, number: int, begin: Ms) -> None:
        late = int(self._dice.integers(0, 10 * MINUTE))
        self._at(begin + 8 * HOUR + late, events.AgentSignedIn(agent))
        self._at(begin + 12 * HOUR + number * 30 * MINUTE, events.BreakBegan(agent, "lunch"))
        self._at(begin + 12 * HOUR + (number + 1) * 30 * MINUTE, events.BreakEnded(agent))
        self._at(begin + 17 * HOUR + late, events.AgentSignedOut(agent))

    def _at(self, when: Ms, what: Event | Callable[[], None]) -> None:
        heappush(self._coming, (int(when), next(self._order), what))

    def _ring(self) -> None:
        if not self._free:
            return
        line = self._free.pop(0)
        caller = self._on[line] = next(self._callers)
        self._wish[line] = "1" if self._dice.random() < 0.55 else "2"
        number = f"555{self._dice.integers(0, 900):04}"
        self._at(self._now, events.CallerIdentified(line, Caller(number, "", Presentation.GIVEN)))
        self._at(self._now, events.LineRang(line))
        asks = self._now + 4 * SECOND
        self._on_line(line, caller, asks, events.DigitPressed(line, self._wish[line], DigitSource.HOST))
        self._on_line(line, caller, asks + self._length(150), events.LineHungUp(line, HangUpCause.BUSY_TONE))
        if self._dice.random() < 0.03:
            at = asks + int(self._dice.integers(20 * SECOND, 60 * SECOND))
            self._on_line(line, caller, at, events.DigitPressed(line, "*", DigitSource.HOST))

    def _on_line(self, line: LineName, caller: int, at: Ms, event: Event) -> None:
        """If the caller is still there then; a conversation replaces them by its own end."""
        self._at(at, lambda: self._at(self._now, event) if self._on.get(line) == caller else None)

    def _react(self, action: Action) -> None:
        match action:
            case AnswerLine(line=line):
                self._at(self._now + 200, events.LineAnswered(line))
            case PlayPrompts(line=line, token=token):
                self._on_line(line, self._on[line], self._now + 5 * SECOND, events.PromptsEnded(line, token))
            case OfferCall(agent=agent, token=token) if self._dice.random() > 0.03:
                self._at(self._now + 1_000 + self._length(3), events.OfferAccepted(agent, token))
            case Join(line=line):
                self._talk(line)
            case Part(agent=agent) if self._dice.random() < 0.5:
                self._at(self._now + 2_000 + self._length(6), events.WrapUpEnded(agent))
            case HangUpLine(line=line):
                self._on.pop(line, None)
                self._at(self._now + 300, events.LineReleased(line))
                self._at(self._now + 400, lambda: self._free.append(line))

    def _talk(self, line: LineName) -> None:
        """Who hears an agent hangs up when all is said, and not for impatience."""
        talk = self._dice.lognormal(-0.25, 0.7) * TALK[self._wish[line]]
        caller = self._on[line] = next(self._callers)
        self._on_line(line, caller, self._now + int(talk), events.LineHungUp(line, HangUpCause.BUSY_TONE))

    def _length(self, mean_s: float) -> Ms:
        return int(self._dice.exponential(mean_s * SECOND))


if __name__ == "__main__":
    sys.stdout.write(f"{live(Path(sys.argv[1]).absolute(), *map(int, sys.argv[2:]))}\n")
