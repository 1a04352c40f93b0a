"""One telephone line with its modem: rings, joins caller and box, plays the exchange's tones, keeps the record.

Pure: bytes, times and pieces of sound come in; bytes, finished records and the wish to pull the plug go out.
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from appliance.model.words import LineName, Ms, Value
from appliance.pretend.caller import Caller, Gone, Party
from appliance.pretend.caller_id import CallerIdentity, identity_of
from appliance.pretend.caller_steps import Sounds
from appliance.pretend.dialled_call import DialledCall
from appliance.pretend.exchange_tones import CountryTones, TonePlayer
from appliance.pretend.gsm.subscribers import FarEnd, far_end_of
from appliance.pretend.joined import JoinedCall, Joins, joins_nobody
from appliance.pretend.key_watch import KeyWatch
from appliance.pretend.line import NoTracks, Tracks
from appliance.pretend.line_machine import ExchangeLineState, LineInput, allowed, move
from appliance.pretend.modem import Modem
from appliance.pretend.modem_machine import Effect, PretendModemState
from appliance.pretend.piece_clock import PieceClock
from appliance.pretend.record_draft import RecordDraft
from appliance.pretend.report import Ended, HungUpBy, PretendOutcome
from appliance.pretend.script import HangUpHow, PretendCall
from appliance.sound.frames import RATE, Samples

QUIET_BEFORE_CALL_MS = 700
"""A line gets its next call when the box has said nothing to its modem for so long: it has finished setting it up."""
BETWEEN_DIGITS_MS = 3_000
"""After so long without another digit the number is whole: longer than a pulsed 0 and what comes before it, and than
the pause of a comma. Real exchanges wait 4 s and more, or know by its digits when a number is whole."""
KNOWN_NUMBER_MS = 300
"""The same when somebody has just this number."""
MOST_DIGITS = 40
"""Beyond a number's 20 the exchange listens no more."""
_COLLECTS = frozenset(
    {
        ExchangeLineState.SEIZED,
        ExchangeLineState.COLLECTING,
        ExchangeLineState.FLASHED,
        ExchangeLineState.COLLECTING_EXTENSION,
    }
)
_DIALLED = frozenset({ExchangeLineState.CALLING, ExchangeLineState.EXTENSION})


class LineHabits(Value, frozen=True, kw_only=True):
    """How the exchange treats this line."""

    tones: CountryTones
    ring_period_ms: Ms = 4_000
    identity_before_ring: bool = False
    """As in the UK; otherwise between the first and the second ring."""
    modem_tells_busy: bool = False
    """DLE b when busy tone begins and every four seconds, as some modems do."""
    pause_ms: Ms = 500
    """Between on-hook and the next call."""
    far_ends: tuple[FarEnd, ...] = ()
    """Whom the box may dial, extensions behind a hook flash among them."""
    number: str = ""
    """Its own, which other lines of the exchange reach it by."""
    socket: int = 1
    """Of the hub its modem hangs on, for the names in by-path."""


class SubscriberLine:
    def __init__(self, name: LineName, modem: Modem, clock: PieceClock, habits: LineHabits) -> None:
        self.name = name
        self.modem = modem
        self.wires: Mapping[str, Modem] = {"": modem}
        self.state = ExchangeLineState.UNPLUGGED
        self.finished: list[PretendOutcome] = []
        """Records of calls that are over; whoever owns the line puts its own list here."""
        self.replug_at: Ms | None = 0
        """While unplugged: when the plug goes in again; at first, at once."""
        self.new_draft: Callable[[PretendCall, Ms], RecordDraft] = lambda call, now: RecordDraft(0, call, now)
        """Of a call that the box makes."""
        self.open_tracks: Callable[[int], Tracks] = lambda _: NoTracks()
        self.sounds: Sounds = {}
        self.join: Joins = joins_nobody
        self._clock = clock
        self._habits = habits
        self._keys = KeyWatch()
        self._digits = ""
        self._digit_at: Ms = 0
        self._dialled: DialledCall | None = None
        """What the box called last on this line, an extension too."""
        self._piece_samples = clock.piece_ms * RATE // 1_000
        self._caller: Party | None = None
        self._draft: RecordDraft | None = None
        self._tracks: Tracks = NoTracks()
        self._tone: TonePlayer | None = None
        self._ring_due: Ms | None = None
        self._identity: CallerIdentity | None = None
        self._identity_due: Ms | None = None
        self._busy_due: Ms | None = None
        self._free_since: Ms = 0
        self._plugs = 0
        self._off_hook_since: Ms = 0
        self._samples = 0
        self._counted = modem.counts

    # Port and plug

    def port_names(self, wire: str) -> Sequence[str]:
        renumbered = f"~{self._plugs}" if self.modem.habits.renumbers and self._plugs > 1 else ""
        return f"{self.name}{renumbered}{wire}", f"by-path/pretend-usb-0:{self._habits.socket}:1.0-port0"

    @property
    def plugged(self) -> bool:
        return self.state is not ExchangeLineState.UNPLUGGED

    @property
    def number(self) -> str:
        return self._habits.number

    def plug_in(self, now: Ms) -> None:
        self._enter(LineInput.PLUGGED_IN)
        self.replug_at = None
        self._free_since = now
        self._plugs += 1
        self.modem.power_on(now)

    def pull_plug(self, now: Ms, back_after_ms: Ms) -> None:
        """The port is gone, and with it the call."""
        self.modem.power_off(now)
        self.modem.effects.clear()
        self.replug_at = now + back_after_ms
        self._enter(LineInput.PLUG_PULLED)
        self._finish(Ended.UNPLUGGED, now)

    # Calls

    @property
    def off_hook(self) -> bool:
        return self.modem.off_hook

    @property
    def call_number(self) -> int | None:
        """Of the call on this line."""
        return self._draft.number if self._draft else None

    def ready(self, now: Ms, *, second: bool = False) -> bool:
        """Whether a call may begin: on-hook, set up by a box, and given a moment of peace. It knows no second calls."""
        return (
            not second
            and self.state is ExchangeLineState.FREE
            and self.modem.state is PretendModemState.ON_HOOK
            and self.modem.commands_done > 0
            and now - self._free_since >= self._habits.pause_ms
            and now - self.modem.last_host_ms >= QUIET_BEFORE_CALL_MS
        )

    def begin(self, draft: RecordDraft, sounds: Sounds, at: str, tracks: Tracks, *, party: Party | None = None) -> None:
        """A caller rings; the draft knows who. `at` is local time, MMDDHHMM. Only when ready()."""
        self._enter(LineInput.CALL_BEGAN)
        self._draft, self._tracks = draft, tracks
        self._caller = party or Caller(draft.call, sounds)
        self._identity = identity_of(draft.call, at)
        now = draft.began_ms
        before = self._habits.identity_before_ring and self._identity is not None
        self._identity_due = now if before else None
        self._ring_due = now + (700 if before else 0)
        self._counted = self.modem.counts

    def stop(self, now: Ms) -> None:
        """The exchange is going down; a call in progress is recorded as far as it came."""
        self._finish(Ended.EXCHANGE_STOPPED, now)

    # Time and bytes

    def receive(self, data: bytes, now: Ms, wire: str = "") -> None:
        """Its modem has one port, ""."""
        self.modem.receive(data, now)
        self._take_effects()

    def next_wake(self) -> Ms | None:
        if not self.plugged:
            return self.replug_at
        waits = [self.modem.next_wake(), self._ring_due, self._identity_due, self._busy_due]
        if self.modem.off_hook:
            waits.append(self._clock.due())
        return min((wait for wait in waits if wait is not None), default=None)

    def wake(self, now: Ms) -> None:
        if not self.plugged:
            if self.replug_at is not None and now >= self.replug_at:
                self.plug_in(now)
            return
        self.modem.wake(now)
        self._take_effects()
        if self._identity_due is not None and now >= self._identity_due:
            self._tell_identity(now)
        if self._ring_due is not None and now >= self._ring_due:
            self._ring(now)
        if self._busy_due is not None and now >= self._busy_due:
            self.modem.tell("b", now)
            self._busy_due = now + 4_000
        if self.modem.off_hook and self._clock.take(now):
            self._piece(now)

    def _enter(self, entry: LineInput) -> None:
        self.state = move(self.state, entry)

    # Ringing

    def _ring(self, now: Ms) -> None:
        draft = self._draft
        if draft is None:
            return
        if draft.rings == draft.call.patience_rings or (self._caller and self._caller.gone):
            self.modem.stop_ringing(now)
            self._enter(LineInput.CALLER_GAVE_UP)
            self._finish(Ended.GAVE_UP_RINGING, now)
            return
        draft.ring(now)
        self.modem.ring(now)
        self._ring_due = now + self._habits.ring_period_ms
        if draft.rings == 1 and self._identity is not None and not self._habits.identity_before_ring:
            self._identity_due = now + min(500, self._habits.ring_period_ms // 2)

    def _tell_identity(self, now: Ms) -> None:
        self._identity_due = None
        if self._identity is not None:
            self.modem.identify(self._identity, now)
            if self._draft is not None:
                self._draft.identified_ms = now

    # Hook

    def _take_effects(self) -> None:
        for now, effect in self.modem.effects:
            if effect is Effect.WENT_OFF_HOOK:
                self._box_off_hook(now)
            elif effect is Effect.WENT_ON_HOOK:
                self._box_on_hook(now)
            elif effect is Effect.STREAM_OPENED and self._draft is not None:
                self._draft.stream_opened(now, self._samples)
        self.modem.effects.clear()

    def _box_off_hook(self, now: Ms) -> None:
        self._enter(LineInput.BOX_OFF_HOOK)
        self._clock.start(now)
        self._off_hook_since, self._samples = now, 0
        self._ring_due = self._identity_due = None
        self.modem.loop.clear()
        if self._draft is None or self._caller is None:
            self._await_digits(dial_tone=self.modem.habits.gives_dial_tone)
            return
        self._draft.off_hook_ms = now
        self._caller.begin(now)
        self._after_caller(now)

    def _box_on_hook(self, now: Ms) -> None:
        if self._draft is not None:
            self._draft.released_ms = now
            self._released(self._draft, now)
        self._enter(LineInput.BOX_ON_HOOK)
        self._finish(Ended.BOX_HUNG_UP, now)

    def _released(self, draft: RecordDraft, now: Ms) -> None:
        """What it means that the box hangs up now."""
        if self.state is ExchangeLineState.CONNECTED and self._caller is not None:
            draft.hang_up(HungUpBy.BOX, now)
            draft.ended = self._caller.released(now, self._samples)
        elif self.state is ExchangeLineState.EXTENSION and self._dialled and not self._dialled.refused:
            draft.ended = Ended.TRANSFERRED
        elif self.state is ExchangeLineState.CALLING:
            draft.hang_up(HungUpBy.BOX, now)
            draft.ended = Ended.NOT_ANSWERED

    # Calls of the box

    def _await_digits(self, *, dial_tone: bool = True) -> None:
        self._keys, self._digits = KeyWatch(), ""
        self._tone = TonePlayer(self._habits.tones.dial) if dial_tone else None

    def _take_loop(self, now: Ms) -> None:
        """Pulsed digits and hook flashes."""
        loop = self.modem.loop
        while loop and loop[0][0] <= now:
            _, sign = loop.pop(0)
            if sign != "!":
                self._digit(sign, now)
            elif allowed(self.state, LineInput.FLASH):
                self._enter(LineInput.FLASH)
                self._dialled = None
                self._await_digits(dial_tone=self.state is ExchangeLineState.FLASHED)

    def _digit(self, digit: str, now: Ms) -> None:
        if self.state in _COLLECTS and len(self._digits) < MOST_DIGITS:
            self._enter(LineInput.DIGIT_CAME)
            self._digits, self._digit_at, self._tone = self._digits + digit, now, None

    def _number_whole(self, now: Ms) -> None:
        self._enter(LineInput.NUMBER_WHOLE)
        far_end, tones = far_end_of(self._habits.far_ends, self._digits), self._habits.tones
        joined = None if self._draft or far_end.number else self.join(self._digits)
        self._dialled = JoinedCall(joined, tones) if joined else DialledCall(far_end, tones)
        if self._draft is None:
            self._draft = self.new_draft(far_end.as_call(self._digits, withheld=False), now)
            self._tracks = self.open_tracks(self._draft.number)
            self._caller = joined.calling if joined else Caller(self._draft.call, self.sounds)
            self._samples, self._counted = 0, self.modem.counts
        else:
            for digit in self._digits:
                self._draft.key_sent(digit)

    def _after_dialling(self, heard: Samples, now: Ms) -> None:
        """Once a piece: what the box has dialled, and what becomes of it."""
        if self.state in _COLLECTS:
            for key in self._keys.hear(heard):
                self._digit(key, now)
            known = any(far_end.number == self._digits for far_end in self._habits.far_ends) or self.join(self._digits)
            if self._digits and now - self._digit_at >= (KNOWN_NUMBER_MS if known else BETWEEN_DIGITS_MS):
                self._number_whole(now)
        elif self.state is ExchangeLineState.CALLING and self._dialled and self._draft:
            self._dialled.go_on(now)
            while self._draft.rings < self._dialled.rings:
                self._draft.ring(now)
            if self._dialled.answered and self._caller:
                self._enter(LineInput.FAR_END_ANSWERED)
                self._draft.off_hook_ms = now
                self._turn_round(now)
                self._caller.begin(now)

    def _turn_round(self, now: Ms) -> None:
        if self._dialled and self._dialled.far_end.reverses:
            self.modem.tell("L", now)

    # Sound

    def _piece(self, now: Ms) -> None:
        caller = self._caller if self.state is ExchangeLineState.CONNECTED else None
        said = caller.say(self._piece_samples) if caller else self._exchange_says()
        sent, heard = self.modem.piece(said, caller.key if caller else "", now)
        self._samples += self._piece_samples
        self._tracks.put(sent, heard)
        self._note_arrivals()
        if caller:
            caller.hear(heard, now, self._samples)
        self._take_loop(now)
        self._after_dialling(heard, now)
        self._take_effects()
        self._after_caller(now)
        if self.modem.habits.unplugs(now - self._off_hook_since):
            self.pull_plug(now, 3_000)

    def _note_arrivals(self) -> None:
        if self._draft is not None:
            for arrived_ms in self.modem.arrivals_ms:
                self._draft.sound_arrived(arrived_ms)
        self.modem.arrivals_ms.clear()

    def _exchange_says(self) -> Samples:
        if self.state in _DIALLED and self._dialled:
            return self._dialled.say(self._piece_samples)
        return self._tone.next(self._piece_samples) if self._tone else np.zeros(self._piece_samples, np.int16)

    def _after_caller(self, now: Ms) -> None:
        gone = self._caller.gone if self._caller and self.state is ExchangeLineState.CONNECTED else None
        if gone is None or self._draft is None:
            return
        self._draft.ended, self._draft.failure = gone.ended, gone.failure
        if gone.unplug_back_after_ms is not None:
            self.pull_plug(now, gone.unplug_back_after_ms)
            return
        self._draft.hang_up(HungUpBy.CALLER, now)
        self._enter(LineInput.CALLER_HUNG_UP)
        self._turn_round(now)
        self._signal_hang_up(gone, now)

    def _signal_hang_up(self, gone: Gone, now: Ms) -> None:
        how = gone.how if self.modem.habits.signals_hang_up else HangUpHow.NOTHING
        if how is HangUpHow.LOOP_BREAK:
            self.modem.tell("l", now)
        elif how is HangUpHow.BUSY_TONE:
            self._tone = TonePlayer(self._habits.tones.busy)
            self._busy_due = now + 1_000 if self._habits.modem_tells_busy else None

    def _finish(self, otherwise: Ended, now: Ms) -> None:
        """The line is rid of the call: its record is done. `otherwise` is how it ended when nothing else said so."""
        self._tone = self._ring_due = self._identity_due = self._busy_due = None
        self._free_since = now
        draft, self._draft = self._draft, None
        if self._caller is not None:
            self._caller.leave()
        if draft is None:
            return
        self._tracks.close()
        draft.clock_ppm = self._clock.ppm
        if draft.off_hook_ms is not None:
            draft.latest_piece_ms, draft.clock_slips = self._clock.latest_ms, self._clock.slips
        draft.counts = self.modem.counts.since(self._counted)
        draft.steps = tuple(self._caller.step_times) if self._caller else ()
        draft.heard_wav, draft.said_wav, draft.samples = self._tracks.heard_wav, self._tracks.said_wav, self._samples
        self.finished.append(draft.outcome(self.name, otherwise))
        self._caller, self._tracks, self._samples, self._dialled = None, NoTracks(), 0, None
