"""The desk: legs, what sounds on them, who is joined with whom, what is recorded. One tick is 20 ms of all of it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import msgspec

from _fastroute.hearing import TOLD_FAX, TOLD_KEY, TOLD_LOOK, TOLD_TONE, Hearing, hear_all
from appliance.model.words import CallId, Ms, Token
from appliance.sound.bridges import Bridges, Watch
from appliance.sound.detectors.ear import Ear
from appliance.sound.detectors.progress import ProgressTones
from appliance.sound.echo import LineEcho
from appliance.sound.frames import SILENCE, Frame, Samples
from appliance.sound.leg import Leg, mixed
from appliance.sound.levels import dbm0_of_power
from appliance.sound.live_music import LiveMusic
from appliance.sound.players import MusicPlayer, PromptPlayer
from appliance.sound.recorders import Block, BridgeRecorder, MessageRecorder, bridge_blocks
from appliance.sound.reports import LegName, MessageOver, Report
from appliance.sound.tone_plan import TonePlan
from appliance.sound.tones import sent_keys

_NOBODY: Final[Mapping[LegName, int]] = MappingProxyType({})


class Tick(msgspec.Struct, frozen=True, eq=False):
    """What one tick gives out."""

    frames: dict[LegName, Frame]
    """What every leg says in this tick."""
    given: tuple[tuple[LegName, Frame, int], ...]
    """What is handed out in it, in order, each so many ticks before its time: what could not be had before, and then
    what is known of the ticks to come, where somebody takes it."""
    reports: tuple[Report, ...]
    recorded: tuple[Block, ...]


class Desk:
    """Pure and sample-exact: what comes out follows from what was asked and heard, whatever the clock says.

    Everything asked between two ticks takes effect with the first sample of the next one. Legs that do not exist raise
    KeyError, except where something is ended: ending what is not there is harmless.
    """

    def __init__(self, plan: TonePlan, silence_ms: tuple[Ms, ...] = (), *, level: bool = False) -> None:
        """Tones are those of `plan`; a joined leg silent for any of `silence_ms` is reported.

        With `level` all are made about as loud, one for the other and in what is recorded.
        """
        self._tones = ProgressTones(plan)
        self._silence_ms = tuple(sorted(silence_ms))
        self._level = level
        self._legs: dict[LegName, Leg] = {}
        self._hearings: list[Hearing] = []
        """Of the legs, in their order."""
        self._bridges = Bridges()
        self._looking: LineEcho | None = None
        """Whose look was begun and is not over."""
        self._recordings: dict[CallId, BridgeRecorder] = {}
        self._recorded_legs: dict[CallId, tuple[Leg | None, tuple[Leg, ...]]] = {}
        """Of each recording whose frames are its left channel, and whose are its right."""
        self._beeping: list[Leg] = []
        """On which a beep sounds in this tick."""
        self._finished: list[MessageRecorder] = []
        """Messages whose leg went away or that were told to end; handed out by the next tick."""

    @property
    def busy(self) -> bool:
        """A tick would have something to do."""
        return bool(self._legs or self._finished)

    def add_leg(self, name: LegName, *, detect: bool = True) -> None:
        """A new silent leg. Raises ValueError when the name is taken.

        `detect`: a line, listened to for digits and hang-up tones, and freed of the echo of what it is given.
        """
        if name in self._legs:
            raise ValueError(f"desk: leg {name} exists already; remove it first")
        self._legs[name] = Leg(name, Ear(self._tones, detect=detect, cancel=detect, level=self._level))
        self._bridge_all()

    def remove_leg(self, name: LegName) -> None:
        """Ends all it was part of; a message ends with what was spoken so far."""
        leg = self._legs.get(name)
        if leg is None:
            return
        self._bridges.forget(name)
        self.end_message(name)
        del self._legs[name]
        self._bridge_all()

    def play(self, name: LegName, prompts: tuple[Samples, ...], token: Token) -> None:
        """Prompts one after the other, instead of what sounds there; ends with PlayingEnded(token)."""
        self._legs[name].play(PromptPlayer(prompts, token))

    def play_music(self, name: LegName, music: Samples) -> None:
        """Round and round, instead of what sounds there."""
        self._legs[name].play(MusicPlayer(music))

    def play_live(self, name: LegName, source: LegName, otherwise: Samples) -> None:
        """What the source hears, tick by tick; while nothing comes from it, the other music round and round."""
        self._legs[name].play(LiveMusic(self._legs[source], MusicPlayer(otherwise)))

    def is_heard(self, source: LegName) -> bool:
        """Whether its music plays on any leg."""
        players = (leg.player for leg in self._legs.values())
        return any(isinstance(player, LiveMusic) and player.source.name == source for player in players)

    def stop(self, name: LegName) -> None:
        """Nothing plays on the leg any more; what it is joined with still sounds."""
        if name in self._legs:
            self._legs[name].play(None)

    def press(self, name: LegName, keys: str) -> bool:
        """The keys sound on the leg from the next tick on, and nothing else does; what plays goes on after them.

        False, and nothing changes, while others sound: 32 keys last 6.4 s, and no more than those are kept.
        """
        leg = self._legs[name]
        if leg.keys is None:
            leg.keys = PromptPlayer((sent_keys(keys),), None)
            return True
        return False

    def join(self, first: LegName, second: LegName) -> None:
        """Each hears the other, and what plays on it, until parted; either is parted from whom it was joined with."""
        self.confer(first, second)

    def confer(self, *names: LegName) -> None:
        """A conversation: each hears all others, and what plays on it. Whoever was in another one leaves it.

        Raises ValueError for fewer than two, or one named twice.
        """
        for name in names:
            self._legs[name]  # raises KeyError
        self._bridges.confer(names)
        self._bridge_all()

    def part(self, first: LegName, second: LegName) -> None:
        """The first leaves its conversation with the second, if they are in one; of more than two the others go on."""
        if second in self._bridges.with_whom(first):
            self._bridges.leave(first)
            self._bridge_all()

    def mute(self, name: LegName, *, muted: bool) -> None:
        """Nobody hears the leg, which hears all; digits and tones of it are noticed as before."""
        self._legs[name].mute(muted=muted)

    def watch(self, name: LegName, to: tuple[LegName, ...], *, heard_by: tuple[LegName, ...] = ()) -> None:
        """The leg hears those of `to` and is heard by those of `heard_by`, until told otherwise or they are gone.

        Nobody hears who listens; the agent alone hears who whispers; all hear who barges in. Nobody at all: it ends.
        """
        for each in (name, *to, *heard_by):
            self._legs[each]  # raises KeyError
        self._bridges.watch(name, Watch(to, heard_by))
        self._bridge_all()

    def announce(self, names: tuple[LegName, ...], prompts: tuple[Samples, ...], token: Token) -> None:
        """The same prompts on several legs, sample by sample together, beside what they hear.

        Ends with one PlayingEnded(token), of the first.
        """
        for name in names:
            self._legs[name].play(PromptPlayer(prompts, token if name == names[0] else None))

    def record_bridge(
        self, call: CallId, left: LegName, right: LegName, *, beep_every_ms: Ms = 0, beep_dbm0: int = -15
    ) -> None:
        """A BridgeBlock of what both legs hear, out of each tick from the next on, until stop_recording.

        Left the caller alone; right the agent, and whoever else is in conversation with the caller. With
        `beep_every_ms` all of them are told so often that they are recorded.
        """
        self._recordings[call] = BridgeRecorder(call, left, right, beep_every_ms=beep_every_ms, beep_dbm0=beep_dbm0)
        self._bridge_all()

    def pause_recording(self, call: CallId) -> None:
        """Nothing said is in it from the next tick on, but its time goes on; see BridgeRecorder."""
        if call in self._recordings:
            self._recordings[call].pause()

    def resume_recording(self, call: CallId) -> None:
        if call in self._recordings:
            self._recordings[call].resume()

    def stop_recording(self, call: CallId) -> None:
        self._recordings.pop(call, None)
        self._recorded_legs.pop(call, None)

    def record_message(self, name: LegName, token: Token, *, longest_ms: Ms, silence_ms: Ms) -> None:
        """MessageBlocks of what the leg hears until it is silent, presses a key, hangs up or has talked long enough.

        Ends with MessageOver(token).
        """
        self.end_message(name)
        self._legs[name].message = MessageRecorder(name, token, longest_ms=longest_ms, silence_ms=silence_ms)

    def end_message(self, name: LegName) -> None:
        """A message being recorded ends now; the next tick has the rest of it and MessageOver."""
        leg = self._legs.get(name)
        if leg is not None and leg.message is not None:
            leg.message.end()
            self._finished.append(leg.message)
            leg.message = None

    def level_dbm0(self, name: LegName) -> float:
        """What the leg heard in the last tick."""
        return dbm0_of_power(self._legs[name].ear.power)

    def missed_frames(self, name: LegName) -> int:
        """Ticks in which nothing had come in time from the leg, since it was added."""
        return self._legs[name].missed_frames

    def tick(self, heard: Mapping[LegName, Frame | None], ahead: Mapping[LegName, int] = _NOBODY) -> Tick:
        """20 ms: `heard` has what came in from each leg; a leg that is None or not there is silent and counted.

        A leg in `ahead` takes frames up to so many ticks before their time. What is asked of it then takes effect after
        those it has in hand.
        """
        reports: list[Report] = []
        legs = list(self._legs.values())
        self._hear(legs, heard, reports)
        self._beep()
        given: list[tuple[LegName, Frame, int]] = []
        for leg in legs:
            frame = leg.say(reports)
            if frame is not None:
                given.append((leg.name, frame, 0))
            if ahead and leg.name in ahead:
                given += [(leg.name, known, early) for known, early in leg.say_ahead(ahead[leg.name])]
        frames = {leg.name: leg.sent for leg in legs}
        recorded = self._bridge_blocks()
        self._hand_out_messages(recorded, reports)
        return Tick(frames, tuple(given), tuple(reports), tuple(recorded))

    def _hear(self, legs: list[Leg], heard: Mapping[LegName, Frame | None], reports: list[Report]) -> None:
        came = []
        for leg in legs:
            frame = heard.get(leg.name)
            if frame is None:
                leg.missed_frames += 1
                frame = SILENCE
            came.append(frame)
        frames, told = hear_all(self._hearings, [leg.sent for leg in legs], came)
        for place, what in told:
            if what & (TOLD_KEY | TOLD_TONE | TOLD_FAX):
                legs[place].report_heard(reports)
        self._look_for_an_echo([legs[place] for place, what in told if what & TOLD_LOOK])
        for leg, frame in zip(legs, frames, strict=True):
            leg.follow(frame, self._silence_ms, reports)

    def _look_for_an_echo(self, due: list[Leg]) -> None:
        """A quarter of a look in each tick, of who has waited longest: as much work as four lines are."""
        looking, self._looking = self._looking, None
        if looking is None:
            echoes = [leg.echo for leg in due if leg.echo is not None]
            looking = max(echoes, key=lambda echo: echo.canceller.overdue, default=None)
        if looking is not None:
            looking.look()
            self._looking = looking if looking.looking else None

    def _bridge_blocks(self) -> list[Block]:
        recordings = self._recordings
        legs = [self._recorded_legs[call] for call in recordings]
        heard = [(SILENCE if left is None else left.frame, mixed(others)) for left, others in legs]
        return [*bridge_blocks(recordings.values(), heard)]

    def _beep(self) -> None:
        while self._beeping:
            self._beeping.pop().beep = None
        for recording in self._recordings.values():
            frame = recording.beep()
            if frame is None:
                continue
            for name in (recording.left, recording.right, *self._bridges.with_whom(recording.left)):
                if name in self._legs:
                    self._legs[name].beep = frame
                    self._beeping.append(self._legs[name])

    def _bridge_all(self) -> None:
        """After anything changed of who is there, who is joined with whom and what is recorded."""
        legs = self._legs
        self._hearings = [leg.ear.hearing for leg in legs.values()]
        for name, leg in legs.items():
            others = tuple(legs[other] for other in self._bridges.with_whom(name))
            leg.bridge(tuple(legs[other] for other in self._bridges.heard_on(name)), others)
        for call, recording in self._recordings.items():
            names = dict.fromkeys((recording.right, *self._bridges.with_whom(recording.left)))
            others = tuple(legs[name] for name in names if name in legs)
            self._recorded_legs[call] = legs.get(recording.left), others

    def _hand_out_messages(self, recorded: list[Block], reports: list[Report]) -> None:
        for leg in self._legs.values():
            message = leg.message
            if message is None:
                continue
            if message.over:
                self._finished.append(message)
                leg.message = None
            elif (block := message.take()) is not None:
                recorded.append(block)
        for message in self._finished:
            if (block := message.take()) is not None:
                recorded.append(block)
            reports.append(MessageOver(message.leg, message.token, message.spoken_ms))
        self._finished.clear()
