"""One mobile line with its modem: callers ring it, it dials others, texts and USSD go both ways.

Pure: bytes, times and calls come in; bytes, finished records and the wish to pull the plug go out.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import numpy as np

from appliance.model.words import Digit, LineName, Ms, Value
from appliance.pretend.caller import Caller, Party
from appliance.pretend.caller_steps import Sounds
from appliance.pretend.exchange_tones import CountryTones, TonePlayer
from appliance.pretend.gsm.agenda import Agenda
from appliance.pretend.gsm.calls import Change
from appliance.pretend.gsm.coverage import NetworkChange
from appliance.pretend.gsm.keys_on_the_way import KeysOnTheWay
from appliance.pretend.gsm.leg import Leg
from appliance.pretend.gsm.mobile import KeySent, RestartWanted, TextSent, UssdAsked, UssdCancelled, WithheldDial
from appliance.pretend.gsm.mobile_call_machine import MobileCallInput, MobileCallState
from appliance.pretend.gsm.modem import WIRES, GsmModem, Port
from appliance.pretend.gsm.subscribers import FarEnd, UssdMenu, far_end_of
from appliance.pretend.gsm.text_centre import TextCentre
from appliance.pretend.gsm.texts import PretendText, SentText
from appliance.pretend.gsm.ussd_sessions import UssdSessions
from appliance.pretend.joined import Joined, Joins, joins_nobody
from appliance.pretend.line import NoTracks, Tracks
from appliance.pretend.piece_clock import PieceClock
from appliance.pretend.record_draft import RecordDraft
from appliance.pretend.report import Ended, HungUpBy, PretendOutcome
from appliance.pretend.script import PretendCall
from appliance.sound.frames import RATE, Samples

QUIET_BEFORE_CALL_MS = 700
"""As for other lines: a box that has said nothing for so long has finished setting its modem up."""
LOOKS_MS = 20
"""Between two looks at the line that rings."""
_SOUNDING = (MobileCallState.ACTIVE, MobileCallState.HELD, MobileCallState.ALERTING)
_NOT_ANSWERED = frozenset({MobileCallState.DIALLING, MobileCallState.ALERTING})


class MobileHabits(Value, frozen=True, kw_only=True):
    """What the network and the script hold for this line."""

    tones: CountryTones
    ring_period_ms: Ms = 4_000
    pause_ms: Ms = 500
    far_ends: tuple[FarEnd, ...] = ()
    ussd: tuple[UssdMenu, ...] = ()
    texts: tuple[PretendText, ...] = ()
    changes: tuple[NetworkChange, ...] = ()
    socket: int = 1
    """Of the hub it hangs on, for the names in by-path."""


class MobileLine:
    def __init__(self, name: LineName, modem: GsmModem, clock: PieceClock, habits: MobileHabits) -> None:
        self.name = name
        self.modem = modem
        self.finished: list[PretendOutcome] = []
        """Records of calls that are over; whoever owns the line puts its own list here."""
        self.sent_texts: list[SentText] = []
        """What the box has sent; whoever owns the line takes them."""
        self.new_draft: Callable[[PretendCall, Ms], RecordDraft] = lambda call, now: RecordDraft(0, call, now)
        self.open_tracks: Callable[[int], Tracks] = lambda _: NoTracks()
        self.moment: Callable[[], str] = lambda: "260101120000+04"
        """YYMMDDhhmmss and zone, for the service centre."""
        self.sounds: Sounds = {}
        self.join: Joins = joins_nobody
        self.replug_at: Ms | None = 0
        self._plugs = 0
        self._clock, self._habits = clock, habits
        self._piece_samples = clock.piece_ms * RATE // 1_000
        self._agenda = Agenda()
        self._legs: dict[int, Leg] = {}
        self._clock_runs = False
        self._withheld = False
        self._keys = KeysOnTheWay()
        self._ringback = TonePlayer(habits.tones.ringback)
        self._free_since: Ms = 0
        self._counted = modem.counts
        self._pulling = False
        self._texts = TextCentre(
            name, modem, self._agenda, habits.far_ends, moment=self._now_there, sent=self.sent_texts.append
        )
        self._ussd = UssdSessions(modem, self._agenda, habits.ussd)

    def _now_there(self) -> str:
        return self.moment()

    # Ports and plug

    @property
    def wires(self) -> Mapping[str, Port]:
        return self.modem.ports

    @property
    def plugged(self) -> bool:
        return self.modem.powered

    @property
    def number(self) -> str:
        return self.modem.mobile.sim.card.number

    def port_names(self, wire: str) -> Sequence[str]:
        renumbered = f"~{self._plugs}" if self.modem.habits.renumbers and self._plugs > 1 else ""
        interfaces = {WIRES[port.role]: port.interface for port in self.modem.family.ports}
        path = f"by-path/pretend-usb-0:{self._habits.socket}:1.{interfaces[wire]}-port0"
        return f"{self.name}{renumbered}{wire}", path

    def plug_in(self, now: Ms) -> None:
        self.replug_at = None
        self._free_since = now
        self._plugs += 1
        self.modem.power_on(now)
        if self._plugs == 1:
            self._begin_script(now)

    def _begin_script(self, now: Ms) -> None:
        for text in self._habits.texts:
            self._agenda.at(now + text.at_ms, partial(self._texts.text, text))
        for change in self._habits.changes:
            self._agenda.at(now + change.at_ms, partial(self._cover, change))

    def pull_plug(self, now: Ms, back_after_ms: Ms) -> None:
        """The ports are gone, and with them all calls."""
        self._pulling = True
        self.modem.power_off(now)
        self._after(now)
        self._pulling = False
        self._ussd.cancelled()
        self.replug_at = now + back_after_ms

    def _cover(self, change: NetworkChange, now: Ms) -> None:
        self.modem.cover(change.applied(self.modem.mobile.coverage), now)
        self._texts.look_later(now)

    # Calls

    @property
    def off_hook(self) -> bool:
        return bool(self.modem.mobile.calls)

    @property
    def call_number(self) -> int | None:
        return next((leg.draft.number for leg in self._legs.values()), None)

    def ready(self, now: Ms, *, second: bool = False) -> bool:
        """Whether a call may come: the network has the mobile, a box has set it up, and it is free or, for a second
        call, in one.
        """
        modem = self.modem
        if not (modem.powered and modem.mobile.in_service and modem.commands_done):
            return False
        if second:
            return modem.calls.talking and modem.calls.ringing is None
        quiet = now - max(self._free_since + self._habits.pause_ms, modem.last_host_ms + QUIET_BEFORE_CALL_MS)
        return not self._legs and quiet >= 0

    def begin(self, draft: RecordDraft, sounds: Sounds, at: str, tracks: Tracks, *, party: Party | None = None) -> None:
        """A caller rings; `at` is of no use here. Only when ready()."""
        now = draft.began_ms
        call = self.modem.ring(draft.call.number, draft.call.presentation, now)
        if call is None:
            tracks.close()
            if party:
                party.leave()
            self.finished.append(draft.outcome(self.name, Ended.LINES_BUSY))
            return
        self._count_from_here()
        leg = self._legs[call.index] = Leg(call, draft, party or Caller(draft.call, sounds), tracks)
        self._ring(leg, now)
        self._after(now)

    def _count_from_here(self) -> None:
        if not self._legs:
            self._counted = self.modem.counts

    def _ring(self, leg: Leg, now: Ms) -> None:
        if leg.over or leg.connected:
            return
        draft = leg.draft
        if leg.party.gone is not None or draft.rings == draft.call.patience_rings:
            draft.ended = Ended.GAVE_UP_RINGING
            self.modem.far_end(leg.call, MobileCallInput.ENDED, now)
            self._after(now)
            return
        draft.ring(now)
        if leg.call.state is MobileCallState.INCOMING:
            self.modem.ring_again(leg.call, draft.rings, now)
            if draft.identified_ms is None and self.modem.mobile.settings.number("+CLIP"):
                draft.identified_ms = now
        self._agenda.at(now + self._habits.ring_period_ms, lambda due: self._ring(leg, due))

    def _dialled(self, change: Change, now: Ms) -> None:
        self._count_from_here()
        far_end = far_end_of(self._habits.far_ends, change.number)
        hides = self._hides_number()
        draft = self.new_draft(far_end.as_call(change.number, withheld=hides), now)
        joined = None if far_end.number else self.join(change.number, withheld=hides)
        party = joined.calling if joined else Caller(draft.call, self.sounds)
        leg = Leg(self.modem.calls[change.call], draft, party, self.open_tracks(draft.number))
        self._legs[change.call] = leg
        if joined:
            self._agenda.at(now + far_end.rings_after_ms, lambda due: self._line_rings(leg, joined, due))
        else:
            self._agenda.at(now + far_end.rings_after_ms, lambda due: self._far_end_rings(leg, far_end, due))

    def _line_rings(self, leg: Leg, joined: Joined, now: Ms) -> None:
        """Again and again, while it rings at another line of the exchange."""
        if leg.over:
            return
        joined.go_on(now)
        if joined.answered:
            self.modem.far_end(leg.call, MobileCallInput.FAR_END_ANSWERED, now)
        elif joined.cause:
            self.modem.far_end(leg.call, MobileCallInput.ENDED, now, joined.cause)
        else:
            if joined.rings and leg.call.state is MobileCallState.DIALLING:
                leg.draft.ring(now)
                self.modem.far_end(leg.call, MobileCallInput.FAR_END_RINGS, now)
            self._agenda.at(now + LOOKS_MS, lambda due: self._line_rings(leg, joined, due))
        self._after(now)

    def _hides_number(self) -> bool:
        hidden, self._withheld = self._withheld or self.modem.services.restriction == 1, False
        return hidden

    def _far_end_rings(self, leg: Leg, far_end: FarEnd, now: Ms) -> None:
        if leg.over:
            return
        if far_end.cause:
            self.modem.far_end(leg.call, MobileCallInput.ENDED, now, far_end.cause)
        else:
            leg.draft.ring(now)
            self.modem.far_end(leg.call, MobileCallInput.FAR_END_RINGS, now)
            answers = far_end.answers_after_ms
            wait = far_end.gives_up_after_ms if answers is None else answers
            self._agenda.at(now + wait, lambda due: self._far_end_decides(leg, far_end, due))
        self._after(now)

    def _far_end_decides(self, leg: Leg, far_end: FarEnd, now: Ms) -> None:
        if leg.over:
            return
        if far_end.answers_after_ms is None:
            self.modem.far_end(leg.call, MobileCallInput.ENDED, now, 19)  # user alerting, no answer
        else:
            self.modem.far_end(leg.call, MobileCallInput.FAR_END_ANSWERED, now)
        self._after(now)

    def stop(self, now: Ms) -> None:
        """The exchange is going down; calls in progress are recorded as far as they came."""
        for index in list(self._legs):
            self._finish(index, Ended.EXCHANGE_STOPPED, now)
        self._texts.stop(now)

    # Time and bytes

    def receive(self, data: bytes, now: Ms, wire: str = "") -> None:
        self.modem.receive(wire, data, now)
        self._after(now)

    def next_wake(self) -> Ms | None:
        if not self.plugged:
            return self.replug_at
        waits = [self.modem.next_wake(), self._agenda.next_due(), self._clock.due() if self._clock_runs else None]
        return min((wait for wait in waits if wait is not None), default=None)

    def wake(self, now: Ms) -> None:
        if not self.plugged:
            if self.replug_at is not None and now >= self.replug_at:
                self.plug_in(now)
            return
        self.modem.wake(now)
        self._agenda.do(now)
        self._after(now)
        if self._clock_runs and self._clock.take(now):
            self._piece(now)

    def _after(self, now: Ms) -> None:
        """What the modem did to its calls, and what it wants of the network."""
        wishes, self.modem.mobile.wishes = self.modem.mobile.wishes, []
        self._withheld |= any(isinstance(wish, WithheldDial) for wish in wishes)
        changes, self.modem.changes = self.modem.changes, []
        for change in changes:
            self._follow(change)
        for wish in wishes:
            match wish:
                case TextSent():
                    self._texts.sent(wish, now)
                case UssdAsked(text=text):
                    self._ussd.asked(text, now)
                case UssdCancelled():
                    self._ussd.cancelled()
                case KeySent(key=key, ms=ms):
                    self._key(key, ms)
                case RestartWanted(after_ms=after_ms):
                    self._agenda.at(now + 100, lambda due: self.pull_plug(due, after_ms))
        self._run_clock(now)

    def _run_clock(self, now: Ms) -> None:
        sounding = bool(self.modem.calls.those(*_SOUNDING)) or (
            self.modem.sound.rings_too and len(self.modem.calls) > 0
        )
        if sounding and not self._clock_runs:
            self._clock.start(now)
        self._clock_runs = sounding

    def _follow(self, change: Change) -> None:
        now, leg = change.at_ms, self._legs.get(change.call)
        if change.after is MobileCallState.DIALLING:
            self._dialled(change, now)
        elif change.after is MobileCallState.ACTIVE and leg is not None:
            leg.connect(now)
        elif change.after is MobileCallState.OVER and leg is not None:
            leg.draft.cause = change.cause
            if change.by_host:
                leg.closed_by_host(now)
            self._finish(change.call, self._otherwise(change), now)

    def _otherwise(self, change: Change) -> Ended:
        """Why a call is over when neither its script nor the box says so."""
        if self._pulling:
            return Ended.UNPLUGGED
        return Ended.NOT_ANSWERED if change.before in _NOT_ANSWERED else Ended.NETWORK_LOST

    def _finish(self, index: int, otherwise: Ended, now: Ms) -> None:
        leg = self._legs.pop(index)
        leg.close()
        self._free_since = now
        draft = leg.draft
        draft.clock_ppm = self._clock.ppm
        if draft.off_hook_ms is not None:
            draft.latest_piece_ms, draft.clock_slips = self._clock.latest_ms, self._clock.slips
        draft.counts = self.modem.counts.since(self._counted)
        self.finished.append(draft.outcome(self.name, otherwise))

    # Sound

    def _key(self, key: Digit, ms: Ms) -> None:
        for leg in self._legs.values():
            if leg.call.state is MobileCallState.ACTIVE:
                leg.draft.key_sent(key)
        self._keys.put(key, ms)

    def _piece(self, now: Ms) -> None:
        count, legs = self._piece_samples, list(self._legs.values())
        says = [leg.say(count) for leg in legs]
        active = [leg.call.state is MobileCallState.ACTIVE for leg in legs]
        said = _mixed([voice for voice, talks in zip(says, active, strict=True) if talks], count)
        if any(leg.call.state is MobileCallState.ALERTING for leg in legs):
            said = _mixed([said, self._ringback.next(count)], count)
        key = next((leg.party.key for leg, talks in zip(legs, active, strict=True) if talks and leg.party.key), "")
        sent, heard = self.modem.frame(said, key, now)
        heard = _mixed([heard, self._keys.next(count)], count)
        for leg, voice in zip(legs, says, strict=True):
            others = [other for other, talks in zip(says, active, strict=True) if talks and other is not voice]
            leg.hear(sent, _mixed([heard, *others], count), now)
        self._note(legs, now)
        self._after(now)
        for leg in legs:
            self._after_party(leg, now)

    def _note(self, legs: list[Leg], now: Ms) -> None:
        for leg in legs:
            if leg.connected and self.modem.sound.open:
                leg.draft.stream_opened(now, leg.samples)
            for arrived in self.modem.sound.arrivals_ms:
                leg.draft.sound_arrived(arrived)
        self.modem.sound.arrivals_ms.clear()

    def _after_party(self, leg: Leg, now: Ms) -> None:
        gone = leg.party.gone
        if gone is None or leg.over:
            if leg.connected and self.modem.habits.unplugs(now - (leg.draft.off_hook_ms or now)):
                self.pull_plug(now, 3_000)
            return
        leg.draft.ended, leg.draft.failure = gone.ended, gone.failure
        if gone.unplug_back_after_ms is not None:
            self.pull_plug(now, gone.unplug_back_after_ms)
            return
        leg.draft.hang_up(HungUpBy.CALLER, now)
        self.modem.far_end(leg.call, MobileCallInput.ENDED, now)
        self._after(now)


def _mixed(voices: list[Samples], count: int) -> Samples:
    total = np.zeros(count, np.int32)
    for voice in voices:
        total += voice
    return np.clip(total, -32_768, 32_767).astype(np.int16)
