"""One conversation of a pretend agent: its own 20 ms clock, what it says and hears by it, and the record of it."""

from appliance.drivers.line import SoundPort
from appliance.drivers.station.ear import MOST_ONSETS, Ear
from appliance.drivers.station.mouth import Mouth
from appliance.drivers.station.notebook import Conversation
from appliance.model.words import AgentName, CallId, Ms
from appliance.sound.frames import FRAME_MS

FRAME_S = FRAME_MS / 1_000

MOST_LATE_FRAMES = 5
"""Frames made up for when the machine was late, as much as the box's buffer holds; more are skipped and counted."""


class Talk:
    """From the offer to the end; frame n is due at n × 20 ms after the connection, however late the frames before."""

    def __init__(self, agent: AgentName, call: CallId, *, mouth: Mouth, ear: Ear, sound: SoundPort) -> None:
        self.ear = ear
        self.call = call
        self._agent = agent
        self._sound = sound
        self._mouth = mouth
        self._bursts: list[Ms] = []
        self.rung_ms: Ms | None = None
        self.accepted_ms: Ms | None = None
        self._first_said_ms: Ms | None = None
        self._began_s = 0.0
        self._passed = 0
        """Frames whose time is over."""
        self._said = 0
        self._skipped = 0
        self._worst_late_s = 0.0

    def begin(self, now_s: float) -> None:
        self._began_s = now_s

    def step(self, now_s: float) -> float:
        """Says and hears every frame that is due; returns when the next one is."""
        due = int((now_s - self._began_s) / FRAME_S + 0.01) + 1 - self._passed
        if due > 0:
            self._worst_late_s = max(self._worst_late_s, now_s - self._began_s - self._passed * FRAME_S)
        if due > MOST_LATE_FRAMES:
            self._skipped += due - MOST_LATE_FRAMES
            self._passed += due - MOST_LATE_FRAMES
            due = MOST_LATE_FRAMES
        for _ in range(due):
            self._exchange(int(now_s * 1_000))
        return self._began_s + self._passed * FRAME_S

    def end(self, now: Ms, ended_by: str) -> Conversation:
        """The record, without what only the ear can say."""
        return Conversation(
            agent=self._agent,
            call=self.call,
            rung_ms=self.rung_ms,
            accepted_ms=self.accepted_ms,
            connected_ms=int(self._began_s * 1_000),
            first_said_ms=self._first_said_ms,
            ended_ms=now,
            ended_by=ended_by,
            said_hz=self._mouth.hertz,
            said_dbm0=self._mouth.dbm0,
            bursts_ms=tuple(self._bursts),
            said_frames=self._said,
            skipped_frames=self._skipped,
            worst_late_ms=round(self._worst_late_s * 1_000, 1),
        )

    def _exchange(self, now: Ms) -> None:
        self._passed += 1
        self._said += 1
        if self._first_said_ms is None:
            self._first_said_ms = now
        self._sound.heard(self._mouth.say())
        if self._mouth.began and len(self._bursts) < MOST_ONSETS:
            self._bursts.append(now)
        self.ear.hear(self._sound.to_say(), now)
