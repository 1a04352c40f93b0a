"""The calls that a voice modem's line makes, and the callers it sends on: one at a time, told as events."""

from collections.abc import Callable, Iterable

from appliance.drivers.line import Report, SoundPort
from appliance.drivers.line.modem.call_ear import CallEar
from appliance.drivers.line.modem.calling import Aside, Calling, NotDialled, NotTransferred, wrong_number
from appliance.drivers.line.modem.fax_told import told_of_fax
from appliance.drivers.line.modem.line_sound import LineSound
from appliance.drivers.line.modem.link import Link
from appliance.drivers.line.modem.modem_machine import ModemMachine, ModemState, Move
from appliance.drivers.line.modem.outgoing_call import OutgoingCall
from appliance.drivers.line.modem.voice_options import Options, dial_wanted
from appliance.model.events import DialFailed, Event, FarEndAnswered, LineDialled, TransferFailed
from appliance.model.signals import DialTone, LoopReversed, Signal
from appliance.model.states import AnswerSign, DialFault
from appliance.model.words import LineName
from appliance.sound.detectors.call_progress import CallTones, Heard
from appliance.sound.tone_plan import TonePlan


class CallsOut:
    """Made once for a line. What is begun here is done by dial() and transfer(), which may be cancelled anywhere."""

    def __init__(
        self, name: LineName, options: Options, plan: TonePlan | None, machine: ModemMachine, report: Report
    ) -> None:
        self._name = name
        self._options = options
        self._tones = CallTones(plan) if plan else None
        self._machine = machine
        self._report = report
        self._ear: CallEar | None = None
        self._call: OutgoingCall | None = None
        self._aside = Aside()

    def begin(self, number: str, port: SoundPort, *, rings: bool) -> bool:
        """Whether dial() is to follow; otherwise DialFailed says why not."""
        refusal = self._why_not(number, rings=rings)
        if refusal is None and self._tones and self._machine.move(Move.DIAL):
            self._ear = CallEar(port, self._tones, self._heard)
            self._call = OutgoingCall(self._name, self._ear)
            return True
        self._report(refusal or DialFailed(self._name, DialFault.NOT_READY, "the line is not ready"))
        return False

    async def dial(self, link: Link, sound: LineSound, number: str, rings: Callable[[], bool]) -> None:
        """Until the number is out, or it is known that it will not be. Raises DriverFault."""
        ear, call = self._ear, self._call
        if ear is None or call is None:
            return
        try:
            told_by_modem = await self._calling(link, sound, ear).dial(number, rings)
        except NotDialled as fault:
            self._say([call.failed(fault.cause, fault.detail)])
            return
        ear.box_may_speak = sound.in_turns is None
        ear.number_out(through=True)
        self._machine.move(Move.DIALLED)
        await sound.open()
        self._report(LineDialled(self._name))
        if told_by_modem:
            self._say([call.answered(AnswerSign.MODEM)])

    def begin_transfer(self, number: str, port: SoundPort) -> bool:
        """Whether transfer() is to follow; otherwise TransferFailed says why not."""
        wrong = wrong_number(number)
        if self._tones and not wrong and self._machine.move(Move.TRANSFER):
            self._ear = CallEar(port, self._tones, lambda _: None)
            return True
        self._report(TransferFailed(self._name, wrong or "there is no conversation on this line"))
        return False

    async def transfer(self, link: Link, sound: LineSound, number: str) -> bool:
        """Whether the exchange has taken the far end over, and the line may go on-hook. Raises DriverFault."""
        if self._ear is None:
            return False
        try:
            await self._calling(link, sound, self._ear).transfer(number)
        except NotTransferred as fault:
            self._machine.move(Move.KEPT)
            self._report(TransferFailed(self._name, str(fault)))
            return False
        self._aside.waits = False  # with the one called, from now on
        return True

    async def let_go(self, link: Link, sound: LineSound) -> None:
        """Before the line is put down: nobody is left waiting at the exchange. Raises DriverFault."""
        if self._ear is not None:
            await self._calling(link, sound, self._ear).let_go()

    def stream_opened(self) -> None:
        if self._ear:
            self._ear.stream_opened()

    def stream_ended(self) -> bool:
        """By the modem, unasked; whether it is opened again by whoever listens to the exchange."""
        listens = self._machine.state in {ModemState.DIALLING, ModemState.TRANSFERRING}
        if listens and self._ear:
            self._ear.stream_ended()
        return listens

    def told(self, signal: Signal) -> bool:
        """A signal of the modem; whether it belongs to a call that is being made."""
        match self._machine.state:
            case ModemState.DIALLING | ModemState.TRANSFERRING:
                if isinstance(signal, DialTone) and self._ear:
                    self._ear.modem_heard_dial_tone()
            case ModemState.CALLING if self._call:
                self._say(self._call.told(signal))
                told_of_fax(self._name, signal, self._report)
            case _:
                return False
        return True

    def turned_back(self, signal: Signal) -> bool:
        """The exchange that told by reversal that the far end answered tells so that it is gone."""
        by_reversal = self._call is not None and self._call.told_by is AnswerSign.LOOP_REVERSAL
        return by_reversal and isinstance(signal, LoopReversed)

    def over(self) -> None:
        self._ear = self._call = None
        self._aside.waits = False

    def _calling(self, link: Link, sound: LineSound, ear: CallEar) -> Calling:
        return Calling(link, sound, ear, dial_wanted(self._options), self._aside)

    def _why_not(self, number: str, *, rings: bool) -> DialFailed | None:
        wrong, state = wrong_number(number), self._machine.state
        if wrong:
            return DialFailed(self._name, DialFault.REFUSED, wrong)
        if self._tones is None:
            return DialFailed(self._name, DialFault.NOT_READY, "no country's tones are known to this line")
        if state is not ModemState.ON_HOOK:
            return DialFailed(self._name, DialFault.NOT_READY, f"the line is {state.value}")
        return DialFailed(self._name, DialFault.NOT_READY, "somebody rings on this line") if rings else None

    def _heard(self, sign: Heard | None) -> None:
        if self._call:
            self._say(self._call.heard(sign))

    def _say(self, events: Iterable[Event]) -> None:
        for event in events:
            if isinstance(event, FarEndAnswered):
                self._machine.move(Move.ANSWERED)
            self._report(event)
