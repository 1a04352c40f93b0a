"""One pretend GSM modem, sans-IO: bytes on its ports, calls, texts, USSD and sound from and to the network."""

from collections.abc import Callable
from functools import partial
from typing import TypeAlias

import numpy as np

from appliance.model.caller import Presentation
from appliance.model.words import Digit, Ms
from appliance.pretend.gsm.agenda import Agenda
from appliance.pretend.gsm.asking import ERROR, OK, UNSUPPORTED, Answer, Asked, Cme, Cms, Form, PromptFor, failed, told
from appliance.pretend.gsm.at_port import AtPort
from appliance.pretend.gsm.call_commands import UNTIL_ANSWERED, CallCommands
from appliance.pretend.gsm.calls import Change, MobileCall
from appliance.pretend.gsm.coverage import Coverage
from appliance.pretend.gsm.dialects import DIALECTS, result_of
from appliance.pretend.gsm.family_parts import GsmFamily, PortRole
from appliance.pretend.gsm.identity_commands import IdentityCommands
from appliance.pretend.gsm.mobile import Mobile
from appliance.pretend.gsm.mobile_call_machine import MobileCallInput, MobileCallState
from appliance.pretend.gsm.network_commands import NetworkCommands
from appliance.pretend.gsm.sim import SimCard
from appliance.pretend.gsm.sim_commands import SimCommands
from appliance.pretend.gsm.sound_port import SoundPort
from appliance.pretend.gsm.supplementary_commands import SLOW_NETWORK_MS, UNTIL_USSD, SupplementaryCommands
from appliance.pretend.gsm.text_commands import TextCommands
from appliance.pretend.misbehaviour import FLOOD_MS, SIM_BUSY_MS, Habits
from appliance.pretend.voice_stream import DigitWatch, StreamCounts
from appliance.sound.frames import RATE, Samples

SEARCH_MS = 1_500
"""From a SIM that is ready to a network that has let the mobile in; real ones need 3 to 60 s."""
WIRES = {PortRole.AT: "", PortRole.MODEM: "-modem", PortRole.SOUND: "-sound", PortRole.CARD: "-card"}
_SOUND_ROLES = frozenset({PortRole.SOUND, PortRole.CARD})
_SOUND_WIRES = frozenset(WIRES[role] for role in _SOUND_ROLES)
"""By role, what follows the line's name in a port's name."""
NEEDS_SIM = frozenset(
    ("D", "A", "+CIMI", "+CNUM", "+CRSM", "+CPBS", "+CPBR", "+CPBF", "+CLCK", "+CPWD", "+CCFC", "+CUSD", "+CLIR")
)
TEXT_COMMANDS = frozenset(("+CPMS", "+CMGL", "+CMGR", "+CMGD", "+CMGS", "+CMGW", "+CMSS", "+CSCA"))
_AS_CMS = {
    Cme.SIM_BUSY: Cms.SIM_BUSY,
    Cme.SIM_PIN_REQUIRED: Cms.SIM_PIN_REQUIRED,
    Cme.SIM_PUK_REQUIRED: Cms.SIM_PUK_REQUIRED,
    Cme.SIM_NOT_INSERTED: Cms.SIM_NOT_INSERTED,
}
_VALIDITY = {Presentation.GIVEN: 0, Presentation.WITHHELD: 1}
"""Of a calling number (27.007 §7.6); 2, not available, for the rest."""

Port: TypeAlias = AtPort | SoundPort


class GsmModem:
    def __init__(self, family: GsmFamily, card: SimCard | None = None, habits: Habits | None = None) -> None:
        self.family = family
        self.habits = habits or Habits()
        self.mobile = Mobile(family, card or SimCard(), self.habits)
        self.calls = self.mobile.calls
        self.changes: list[Change] = []
        """Of calls, already told to the host; whoever owns the modem takes them."""
        self.last_host_ms: Ms = 0
        self.powered = False
        self.services = SupplementaryCommands(self.mobile)
        self.texts = TextCommands(self.mobile)
        self._network = NetworkCommands(self.mobile)
        self._sim_commands = SimCommands(self.mobile, self._sim_ready)
        self.sound = SoundPort(family.door, family.frame_ms, self.habits, self.calls, self.mobile.settings)
        self._handlers = self._all_handlers()
        self._s_registers: dict[str, str] = {}
        self.ports: dict[str, Port] = {WIRES[port.role]: self._port(port.role) for port in family.ports}
        self._agenda = Agenda()
        self._deferred: dict[str, AtPort] = {}
        """Results to come, by what brings them."""
        self._digits = DigitWatch(between_marks=False)

    def _port(self, role: PortRole) -> Port:
        if role in _SOUND_ROLES:
            return self.sound
        return AtPort(self.habits, unsupported=self.family.unsupported, execute=self._execute, typed=self._typed)

    def _all_handlers(self) -> dict[str, Callable[[Asked, Ms], Answer]]:
        groups = (
            IdentityCommands(self.mobile).answers,
            self._sim_commands.answers,
            self._network.answers,
            self.services.answers,
            self.texts.answers,
            self.sound.answers,
            CallCommands(self.mobile).answers,
        )
        return {name: answer for group in groups for name, answer in group.items() if name not in self.family.lacks}

    # Power

    def power_on(self, now: Ms) -> None:
        self.powered = True
        self.habits.power_on()
        self._agenda.clear()
        self._deferred.clear()
        self._s_registers.clear()
        self.mobile.switch_on()
        self.services.switch_on()
        self.texts.switch_on()
        self.sound.power_on()
        for port in self._at_ports():
            port.power_on(now)
        busy_ms = SIM_BUSY_MS if self.habits.sim_busy else 0
        self.mobile.sim.power_on(now, busy_ms)
        for after, line in self.family.start_events:
            self._agenda.at(now + after, partial(self.mobile.tell, line))
        self._agenda.at(self.mobile.sim.started_at or now, self._sim_started)
        if self.habits.floods_events and self.family.signal_event:
            self._agenda.at(now + FLOOD_MS, self._flood)

    def power_off(self, now: Ms) -> None:
        self.calls.release_all(now, 41, by_host=False)
        self.powered = False
        self._take_changes(now)
        self._agenda.clear()

    def _sim_started(self, now: Ms) -> None:
        self.mobile.sim.start()
        if self.mobile.sim.ready:
            self._sim_ready(now)

    def pull_sim(self, now: Ms) -> None:
        """Out of its slot, with the power on."""
        self.mobile.sim.pull()
        self.calls.release_all(now, 41, by_host=False)
        if self.family.sim_gone_event:
            self.mobile.tell(self.family.sim_gone_event, now)
        self._tell_registration(now)
        self._after(now)

    def insert_sim(self, now: Ms) -> None:
        """The same one; a slot without a switch does not notice before the next power-on."""
        if self.family.sim_gone_event:
            self.mobile.sim.power_on(now, 0)
            self._agenda.at(self.mobile.sim.started_at or now, self._sim_started)

    def _sim_ready(self, now: Ms) -> None:
        for line in self.family.ready_events:
            self.mobile.tell(line, now)
        self.mobile.searching = True
        self._agenda.at(now + SEARCH_MS, self._found)

    def _found(self, now: Ms) -> None:
        self.mobile.searching = False
        self._tell_registration(now)

    def _flood(self, now: Ms) -> None:
        self.mobile.tell(self._signal_line(), now)
        self._agenda.at(now + FLOOD_MS, self._flood)

    def _signal_line(self) -> str:
        return self.family.signal_event.format(n=self.mobile.coverage.signal)

    # Ports and time

    def _at_ports(self) -> list[AtPort]:
        return [port for port in self.ports.values() if isinstance(port, AtPort)]

    @property
    def commands_done(self) -> int:
        """On all ports since power-on."""
        return sum(port.commands_done for port in self._at_ports())

    @property
    def counts(self) -> StreamCounts:
        return self.sound.counts

    def receive(self, wire: str, data: bytes, now: Ms) -> None:
        if wire not in _SOUND_WIRES:
            self.last_host_ms = now
        self.ports[wire].receive(data, now)
        self._after(now)

    def next_wake(self) -> Ms | None:
        waits = [port.next_wake() for port in self.ports.values()]
        waits += (self._agenda.next_due(), self.texts.acknowledgement_due)
        return min((wait for wait in waits if wait is not None), default=None)

    def wake(self, now: Ms) -> None:
        self._agenda.do(now)
        if (due := self.texts.acknowledgement_due) is not None and now >= due:
            self.texts.acknowledgement_missed()
        for port in self.ports.values():
            port.work(now)
        self._after(now)

    def _after(self, now: Ms) -> None:
        """Tells what the commands, or the network, have brought about."""
        self._take_changes(now)
        events, self.mobile.events = self.mobile.events, []
        for line, due in events:
            for role, wire in WIRES.items():
                port = self.ports.get(wire)
                if role is PortRole.AT and isinstance(port, AtPort) and self.powered:
                    port.event(line, due)

    def _take_changes(self, now: Ms) -> None:
        taken, self.calls.changes = self.calls.changes, []
        for change in taken:
            lines = DIALECTS[self.family.dialect](change, self.mobile.settings)
            for line in self._without_result(change, lines, now):
                self.mobile.tell(line, now)
            if change.after is MobileCallState.OVER:
                self._call_over(change, now)
        self.changes += taken

    def _call_over(self, change: Change, now: Ms) -> None:
        if not len(self.calls):
            self.sound.call_over()
            self._digits = DigitWatch(between_marks=False)
        missed = change.before is MobileCallState.INCOMING and not change.by_host
        if missed and self.family.missed_event:
            self.mobile.tell(self.family.missed_event.format(number=change.number), now)

    def _without_result(self, change: Change, lines: tuple[str, ...], now: Ms) -> tuple[str, ...]:
        """An ATD that waits for the answer gets its result here, and not once more as an event."""
        port = self._deferred.get(UNTIL_ANSWERED) if change.outgoing else None
        if port is None or change.after not in (MobileCallState.ACTIVE, MobileCallState.OVER):
            return lines
        if change.after is MobileCallState.ACTIVE:
            number = f'+COLP: "{change.number}",{145 if change.number.startswith("+") else 129}'
            shown = (number,) if self.mobile.settings.number("+COLP") else ()
            self._resolve(UNTIL_ANSWERED, Answer(lines=shown, result=self.family.answered_result), now)
            return lines
        word = result_of(change)
        self._resolve(UNTIL_ANSWERED, Answer(result=self.family.unanswered_result or word), now)
        return tuple(line for line in lines if line != word)

    # Commands

    def _execute(self, port: AtPort, one: Asked, now: Ms) -> Answer:
        answer = self._answer(one, now)
        if answer.until:
            self._defer(port, answer.until)
        return answer

    def _typed(self, port: AtPort, kind: PromptFor, octets: int, text: str, now: Ms) -> Answer:
        answer = self.texts.typed(kind, octets, text, now)
        if answer.until:
            self._defer(port, answer.until)
        return answer

    def _defer(self, port: AtPort, until: str) -> None:
        self._deferred[until] = port
        if until == UNTIL_ANSWERED:
            port.abort = self._abort_dial
        elif until == UNTIL_USSD:
            port.abort = lambda now: self._resolve(UNTIL_USSD, ERROR, now)

    def _abort_dial(self, now: Ms) -> None:
        for call in self.calls.those(MobileCallState.DIALLING, MobileCallState.ALERTING):
            self.calls.release(call, now)
        self._take_changes(now)

    def _resolve(self, until: str, answer: Answer, due: Ms) -> None:
        port = self._deferred.pop(until, None)
        if port is not None:
            port.finish(answer, due)

    def _answer(self, one: Asked, now: Ms) -> Answer:
        if (fixed := self._fixed_answer(one)) is not None:
            return fixed
        if (refused := self._refused_by_sim(one)) is not None:
            return refused
        if handler := self._handlers.get(one.name):
            return handler(one, now)
        if one.name.startswith("S") and one.name[1:].isdigit():
            return self._s_register(one)
        return self.mobile.settings.answer(one) if one.name in self.mobile.settings else UNSUPPORTED

    def _fixed_answer(self, one: Asked) -> Answer | None:
        """What the family's data says, whatever the state of things."""
        family = self.family
        if (line := family.answers.get(one.text)) is not None:
            return told(line)
        if one.text in family.accepted:
            return OK
        if one.name in family.identities and one.form in (Form.DO, Form.TEST):
            return told("\r\n".join(family.identities[one.name])) if one.form is Form.DO else OK
        if one.form is Form.TEST and (allowed := self.services.tests.get(one.name)):
            return told(f"{one.name}: {allowed}")
        return None

    def _refused_by_sim(self, one: Asked) -> Answer | None:
        if self.mobile.sim.ready or one.form is Form.TEST:
            return None
        if one.name in TEXT_COMMANDS:
            return failed(_AS_CMS.get(self.mobile.sim.refusal, Cms.UNKNOWN))
        return failed(self.mobile.sim.refusal) if one.name in NEEDS_SIM else None

    def _s_register(self, one: Asked) -> Answer:
        if one.form is Form.READ:
            return told(f"{int(self._s_registers.get(one.name, '0')):03}")
        if (one.number(0) or 0) > 255 or int(one.name[1:]) > 255:
            return Answer(result="ERROR")
        self._s_registers[one.name] = one.value or "0"
        return OK

    # The network's side: calls

    def ring(self, number: str, presentation: Presentation, now: Ms) -> MobileCall | None:
        """A call comes in; None when the network tells the caller busy."""
        if not self.mobile.in_service or (len(self.calls) and not self.services.waiting):
            return None
        shown = number if presentation is Presentation.GIVEN else ""
        call = self.calls.ring(shown, presentation, now)
        if call is not None and call.state is MobileCallState.WAITING and self.services.waiting_told:
            validity = _VALIDITY.get(presentation, 2)
            self.mobile.tell(f'+CCWA: "{call.number}",{call.number_type},1,,{validity}', now)
        self._after(now)
        return call

    def ring_again(self, call: MobileCall, rings: int, now: Ms) -> None:
        """One ring of an incoming call, the `rings`-th; the number with it."""
        settings = self.mobile.settings
        self.mobile.tell("+CRING: VOICE" if settings.number("+CRC") else "RING", now)
        if settings.number("+CLIP") and (rings > 1 or not self.habits.tells_number_late):
            validity = _VALIDITY.get(call.presentation, 2)
            self.mobile.tell(f'+CLIP: "{call.number}",{call.number_type},,,,{validity}', now)
        self._after(now)

    def far_end(self, call: MobileCall, entry: MobileCallInput, now: Ms, cause: int = 16) -> None:
        """What the far end does with a call: rings, answers, ends."""
        self.calls.enter(call, entry, now, cause=cause)
        self._after(now)

    # The network's side: texts, USSD, coverage

    def deliver(self, tpdu: bytes, now: Ms, *, flash: bool) -> bool | None:
        """As TextCommands.deliver()."""
        taken = self.texts.deliver(tpdu, now, flash=flash)
        self._after(now)
        return taken

    def report(self, tpdu: bytes, now: Ms) -> bool | None:
        taken = self.texts.report(tpdu, now)
        self._after(now)
        return taken

    def text_taken(self, token: int, reference: int, now: Ms) -> None:
        port, taken = self._deferred.pop(f"text {token}", None), told(f"+CMGS: {reference}")
        if port is not None and self.habits.swallows_text_result():
            port.forget_result()
            port.work(now)
        elif port is not None and self.habits.slow_network:
            port.finish_unless_given_up(taken, now + SLOW_NETWORK_MS)
        elif port is not None:
            port.finish(taken, now)

    def text_refused(self, token: int, fault: Cms, now: Ms) -> None:
        self._resolve(f"text {token}", failed(fault), now)

    def ussd(self, state: int, text: str, now: Ms) -> None:
        """27.007 §7.15: 0 done, 1 wants a reply, 2 ended by the network, 4 not supported, 5 network time-out."""
        if line := self.services.ussd_line(state, text):
            self.mobile.tell(line, now)
        self._after(now)
        self._resolve(UNTIL_USSD, OK, now)

    def cover(self, coverage: Coverage, now: Ms) -> None:
        """The network is different from now on."""
        before, self.mobile.coverage = self.mobile.coverage, coverage
        if not coverage.in_service:
            self.calls.release_all(now, 41, by_host=False)  # temporary failure
        if (before.registration, before.technology) != (coverage.registration, coverage.technology):
            self._tell_registration(now)
        if before.signal != coverage.signal and self._signal_wanted():
            self.mobile.tell(self._signal_line(), now)
        self._after(now)

    def _signal_wanted(self) -> bool:
        settings = self.mobile.settings
        wanted = settings.number("^CURC") if "^CURC" in settings else settings.number("+AUTOCSQ")
        return bool(self.family.signal_event and wanted)

    def _tell_registration(self, now: Ms) -> None:
        for line in self._network.changed():
            self.mobile.tell(line, now)

    # The network's side: sound

    def frame(self, said: Samples, key: Digit, now: Ms) -> tuple[Samples, Samples]:
        """One beat of a call, `key` the DTMF digit in it: what of it went to the host, and what the host says."""
        for code in self._digits.events(key, len(said) * 1_000 // RATE):
            self._tell_key(code, now)
        heard = self.sound.frame(said, now)
        self._after(now)
        return said if self.sound.open else np.zeros(len(said), np.int16), heard

    def _tell_key(self, key: Digit, now: Ms) -> None:
        family, settings = self.family, self.mobile.settings
        place = 1 if family.tone_setting == "^DDTMFCFG" else 0
        if family.tone_event and settings.number(family.tone_setting, place) == 1:
            self.mobile.tell(family.tone_event.format(digit=key, code=ord(key)), now)
