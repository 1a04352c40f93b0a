"""The heart: stamps events with the time, has the engine decide, writes it down, has it done. One after the other."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from typing import Protocol

from appliance.model.actions import Action
from appliance.model.events import Event
from appliance.model.snapshot import Snapshot
from appliance.model.words import Ms

log = logging.getLogger(__name__)


class Engine(Protocol):
    """What the heart needs of core.Engine."""

    def handle(self, event: Event, now: Ms) -> tuple[Action, ...]: ...

    def next_wake(self) -> Ms | None: ...

    def wake(self, now: Ms) -> tuple[Action, ...]: ...

    def snapshot(self) -> Snapshot: ...


class Heart:
    """Owns the engine. Everything runs in the event loop's thread; there are no locks.

    `write(now, event, actions)` is called before `perform(action)` is for each of them; neither may wait. What they
    raise is logged: one broken part must not keep the others from being told.
    """

    def __init__(
        self,
        engine: Engine,
        now_ms: Callable[[], Ms],
        *,
        write: Callable[[Ms, Event | None, tuple[Action, ...]], None],
        perform: Callable[[Action], None],
    ) -> None:
        self._engine = engine
        self._now_ms = now_ms
        self._write = write
        self._perform = perform
        self._waiting: deque[Event | None] = deque()  # holds what one step made happen at once; empty between steps
        self._beating = False
        self._timer: asyncio.TimerHandle | None = None
        self.after_step: Callable[[], None] = lambda: None
        """Called after each step: the snapshot may have changed."""

    def submit(self, event: Event) -> None:
        """Puts an event before the engine, in its turn: at once, or after the step that is under way."""
        self._waiting.append(event)
        self._beat()

    def snapshot(self) -> Snapshot:
        return self._engine.snapshot()

    def stop(self) -> None:
        """No more wakes."""
        if self._timer is not None:
            self._timer.cancel()

    def _wake(self) -> None:
        self._timer = None
        self._waiting.append(None)
        self._beat()

    def _beat(self) -> None:
        if self._beating:
            return
        self._beating = True
        try:
            while self._waiting:
                self._step(self._waiting.popleft())
        finally:
            self._beating = False
        self._rearm()
        self.after_step()

    def _step(self, event: Event | None) -> None:
        now = self._now_ms()
        try:
            actions = self._engine.wake(now) if event is None else self._engine.handle(event, now)
        except Exception:
            # Our fault. The calls that are up matter more than a clean stop; the journal has the step, without actions.
            log.exception("the engine failed on %r at %d", event, now)
            actions = ()
        try:
            self._write(now, event, actions)
        except Exception:
            log.exception("could not write down %r at %d", event, now)
        for action in actions:
            try:
                self._perform(action)
            except Exception:
                log.exception("could not do %r", action)

    def _rearm(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        due = self._engine.next_wake()
        if due is not None:
            # Half a millisecond late on purpose: the loop may fire a hair early; our clock counts whole ones.
            self._timer = asyncio.get_running_loop().call_at(due / 1_000 + 0.0005, self._wake)
