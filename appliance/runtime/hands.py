"""The hands: every action of the engine, done on drivers, sound and store."""

import logging
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from appliance.drivers.errors import DriverFault
from appliance.drivers.lamps import Lamps
from appliance.drivers.line import (
    DiallingLine,
    KeyingLine,
    LineDriver,
    NetworkLine,
    SecondCallLine,
    SendingLine,
    TextLine,
)
from appliance.drivers.station import Station
from appliance.model import actions, events, message_events, second_events, text_events
from appliance.model.actions import Action
from appliance.model.events import Event
from appliance.model.plan import LINE_IN, MUSIC
from appliance.model.prompt_events import PromptMissing
from appliance.model.states import DialFault, SendFault
from appliance.model.talk_actions import TalkAction
from appliance.model.words import AgentName, CallId, LineName, PromptName, Token
from appliance.runtime.devices import Devices
from appliance.runtime.keeper import Keeper
from appliance.runtime.legs import line_leg, station_leg
from appliance.runtime.prompt_shelf import PromptShelf
from appliance.runtime.pump import Pump
from appliance.runtime.talk_hands import TalkHands
from appliance.sound.frames import Samples
from appliance.store.sound_files import SoundFiles
from appliance.store.sound_kind import SoundKind
from appliance.store.track import Keep

log = logging.getLogger(__name__)


class Hands:
    """Does at once what can be done at once; what takes time is begun, and its end arrives as an event."""

    def __init__(
        self,
        *,
        lines: Mapping[LineName, Keeper[LineDriver]],
        stations: Mapping[AgentName, Keeper[Station]],
        lamps: Lamps,
        pump: Pump,
        sound_files: SoundFiles,
        prompts: PromptShelf,
        submit: Callable[[Event], None],
        utc_ms: Callable[[], int],
        rest: Callable[[], None],
    ) -> None:
        self._lines = lines
        self._stations = stations
        self._lamps = lamps
        self._pump = pump
        self._sound_files = sound_files
        self._prompts = prompts
        self._submit = submit
        self._utc_ms = utc_ms
        self._rest = rest
        self.tell_asker: Callable[[actions.TellAsker], None] = lambda _: None
        """Takes the answer to who asked for something under a token."""
        self.message_kept: Callable[[], None] = lambda: None
        """Is told of each message that was to be kept."""
        self.devices: Devices | None = None
        """Loudspeaker and line-in."""
        self._messages: dict[Token, CallId] = {}
        self._talks = TalkHands(stations=stations, pump=pump, sound_files=sound_files, prompts=prompts, submit=submit)
        self._to_hear: dict[LineName, Token] = {}
        """Lines whose caller is about to hear the message just left: it is being fetched from the disk."""

    def perform(self, action: Action) -> None:
        self._DOES[type(action)](self, action)

    def call_of_message(self, token: Token) -> CallId | None:
        """Whose message is recorded under that token."""
        return self._messages.get(token)

    def _answer_line(self, action: actions.AnswerLine) -> None:
        driver = self._lines[action.line].driver
        if driver is not None:
            driver.answer(action.call)

    def _hang_up_line(self, action: actions.HangUpLine) -> None:
        self._to_hear.pop(action.line, None)
        self._pump.close(line_leg(action.line))
        driver = self._lines[action.line].driver
        if driver is not None:
            driver.hang_up()

    def _dial_line(self, action: actions.DialLine) -> None:
        driver: object = self._lines[action.line].driver
        if isinstance(driver, DiallingLine):
            driver.dial(action.call, action.number)
        elif driver is not None:  # else the event that says it is gone ends the call
            detail = "the line's driver cannot dial; name another line"
            self._submit(events.DialFailed(action.line, DialFault.NOT_READY, detail))

    def _transfer_line(self, action: actions.TransferLine) -> None:
        driver: object = self._lines[action.line].driver
        if isinstance(driver, DiallingLine):
            driver.transfer(action.number)
        elif driver is not None:
            self._submit(events.TransferFailed(action.line, "the line's driver cannot transfer a caller"))

    def _order_second(self, action: actions.OrderSecond) -> None:
        driver: object = self._lines[action.line].driver
        if isinstance(driver, SecondCallLine):
            driver.second_call(action.order)
        elif driver is not None:
            why = "the line's driver cannot take a second call"
            self._submit(second_events.SecondCallFailed(action.line, action.order, why))

    def _send_keys(self, action: actions.SendKeys) -> None:
        driver: object = self._lines[action.line].driver
        if isinstance(driver, KeyingLine) and driver.send_keys(action):
            return
        sounds = self._pump.is_open(line_leg(action.line)) and self._pump.desk.press(line_leg(action.line), action.keys)
        if sounds:
            self._submit(events.KeysTaken(action.line, action.token))
        else:
            busy = "the keys before them are still being sent, or the line has just gone"
            self._submit(events.KeysRefused(action.line, action.token, busy))

    def _forget_text(self, action: actions.ForgetText) -> None:
        """A driver that was made anew meanwhile has numbers of its own; it will read the text from its modem again."""
        line = self._lines.get(action.line)
        driver: object = line.driver if line is not None else None
        if isinstance(driver, TextLine):
            driver.forget_text(action.token)

    def _send_text(self, action: actions.SendText) -> None:
        line = self._lines.get(action.line)
        driver: object = line.driver if line is not None else None
        if isinstance(driver, SendingLine):
            driver.send_text(action)
        else:
            later = text_events.TextRefused(
                action.line, action.text, SendFault.LATER, "the line has just gone out of order"
            )
            self._submit(later)

    def _ask_network(self, action: actions.AskNetwork) -> None:
        line = self._lines.get(action.line)
        driver: object = line.driver if line is not None else None
        if isinstance(driver, NetworkLine):
            driver.ask_network(action.token, action.ask)
        else:
            gone = f"{action.line} has just gone out of order"
            self._submit(text_events.NetworkReplied(action.line, action.token, refusal=gone))

    def _tell_asker(self, action: actions.TellAsker) -> None:
        self.tell_asker(action)

    def _play_prompts(self, action: actions.PlayPrompts) -> None:
        leg = line_leg(action.line)
        self._to_hear.pop(action.line, None)
        if self._pump.is_open(leg):
            self._pump.cut(leg)
            sounds = tuple(self._prompt(action.line, name, action.language) for name in action.prompts)
            self._pump.desk.play(leg, sounds, action.token)

    def _prompt(self, line: LineName, name: PromptName, language: str) -> Samples:
        """In the caller's language, or what stands in for it; what is missing is told and ends no call."""
        found = self._prompts.find(name, language)
        if found.fault:
            self._submit(PromptMissing(line, name, found.fault))
        return found.samples

    def _play_music(self, action: actions.PlayMusic) -> None:
        leg = line_leg(action.line)
        if not self._pump.is_open(leg):
            return
        brought_in = action.music == LINE_IN
        music = self._prompt(action.line, MUSIC if brought_in else action.music, "")
        source = self.devices.listen() if brought_in and self.devices else None
        if source is None:
            self._pump.desk.play_music(leg, music)
        else:
            self._pump.desk.play_live(leg, source, music)

    def _stop_sound(self, action: actions.StopSound) -> None:
        self._to_hear.pop(action.line, None)
        self._pump.desk.stop(line_leg(action.line))

    def _record_message(self, action: actions.RecordMessage) -> None:
        leg = line_leg(action.line)
        if not self._pump.is_open(leg):
            self._submit(message_events.MessageEnded(action.line, action.token, 0))
            return
        self._messages[action.token] = action.call
        self._sound_files.begin(SoundKind.MESSAGE, action.call)
        self._pump.desk.record_message(leg, action.token, longest_ms=action.longest_ms, silence_ms=action.silence_ms)

    def _play_message(self, action: actions.PlayMessage) -> None:
        """Its end is told also when it cannot be heard: the caller comes back to the menu."""
        leg = line_leg(action.line)

        def then(sound: Samples) -> None:
            if self._to_hear.pop(action.line, None) != action.token:
                return  # something else was wanted meanwhile
            if sound.size and self._pump.is_open(leg):
                self._pump.cut(leg)
                self._pump.desk.play(leg, (sound,), action.token)
            else:
                self._submit(events.PromptsEnded(action.line, action.token))

        self._pump.desk.stop(leg)
        self._to_hear[action.line] = action.token
        self._sound_files.hear_message(action.call, then)

    def _finish_message(self, action: actions.FinishMessage) -> None:
        self._pump.desk.end_message(line_leg(action.line))

    def _keep_message(self, action: actions.KeepMessage) -> None:
        call = action.call

        def then(fault: str) -> None:
            self._submit(message_events.MessageLost(call, fault) if fault else message_events.MessageKept(call))
            self.message_kept()

        self._forget_message(call)
        keep = Keep(box=action.box, caller=action.caller, taken_utc_ms=self._utc_ms(), urgent=action.urgent)
        self._sound_files.keep_message(call, keep, then)

    def _drop_message(self, action: actions.DropMessage) -> None:
        self._forget_message(action.call)
        self._sound_files.drop_message(action.call)

    def _forget_message(self, call: CallId) -> None:
        self._messages = {token: whose for token, whose in self._messages.items() if whose != call}

    def _offer_call(self, action: actions.OfferCall) -> None:
        driver = self._station(action.agent)
        if driver is None:
            self._submit(events.StationLost(action.agent, "nothing is there to ring"))
        else:
            driver.ring(action)

    def _withdraw_offer(self, action: actions.WithdrawOffer) -> None:
        driver = self._station(action.agent)
        if driver is not None:
            driver.withdraw(action)

    def _join(self, action: actions.Join) -> None:
        driver, line, station = self._station(action.agent), line_leg(action.line), station_leg(action.agent)
        if not self._pump.is_open(line):
            return  # the line is gone; the event that says so is on its way
        if driver is None:
            self._submit(events.StationLost(action.agent, "it went away as it was answered"))
            return
        self._pump.cut(line, heard=True)
        self._pump.open(station, detect=False)
        self._pump.desk.join(line, station)
        driver.connect(action.call)

    def _part(self, action: actions.Part) -> None:
        self._pump.close(station_leg(action.agent))
        driver = self._station(action.agent)
        if driver is not None:
            driver.disconnect()

    def _hold(self, action: actions.Hold) -> None:
        self._pump.desk.part(line_leg(action.line), station_leg(action.agent))

    def _resume(self, action: actions.Resume) -> None:
        line, station = line_leg(action.line), station_leg(action.agent)
        if self._pump.is_open(line) and self._pump.is_open(station):  # else the event that says so is on its way
            self._pump.desk.join(line, station)

    def _start_recording(self, action: actions.StartRecording) -> None:
        self._sound_files.begin(SoundKind.RECORDING, action.call)
        self._pump.desk.record_bridge(
            action.call,
            line_leg(action.line),
            station_leg(action.agent),
            beep_every_ms=action.beep_every_ms,
            beep_dbm0=action.beep_dbm0,
        )

    def _do_in_talk(self, action: TalkAction) -> None:
        self._talks.perform(action)

    def _stop_recording(self, action: actions.StopRecording) -> None:
        self._pump.desk.stop_recording(action.call)
        self._sound_files.end(SoundKind.RECORDING, action.call)

    def _set_lamp(self, action: actions.SetLamp) -> None:
        """A lamp that fails never stops a call."""
        try:
            self._lamps.show(action.lamp, action.pattern)
        except DriverFault as fault:
            log.warning("%s", fault)

    def _sound_chime(self, _: actions.SoundChime) -> None:
        if self.devices is not None:
            self.devices.chime()

    def _station(self, agent: AgentName) -> Station | None:
        keeper = self._stations.get(agent)
        return keeper.driver if keeper is not None else None

    def _done(self, _: actions.Rest) -> None:
        self._rest()

    def _written_already(self, _: Action) -> None:
        """The scribe has done it."""

    # One row per action; the values take their own action, which a table cannot tell the type checker.
    _DOES: ClassVar[dict[type, Callable[[Any, Any], None]]] = {
        actions.AnswerLine: _answer_line,
        actions.HangUpLine: _hang_up_line,
        actions.DialLine: _dial_line,
        actions.TransferLine: _transfer_line,
        actions.OrderSecond: _order_second,
        actions.SendKeys: _send_keys,
        actions.PlayPrompts: _play_prompts,
        actions.PlayMusic: _play_music,
        actions.StopSound: _stop_sound,
        actions.RecordMessage: _record_message,
        actions.PlayMessage: _play_message,
        actions.FinishMessage: _finish_message,
        actions.KeepMessage: _keep_message,
        actions.DropMessage: _drop_message,
        actions.KeepText: _written_already,
        actions.ForgetText: _forget_text,
        actions.KeepOutgoing: _written_already,
        actions.SendText: _send_text,
        actions.AskNetwork: _ask_network,
        actions.TellAsker: _tell_asker,
        actions.OfferCall: _offer_call,
        actions.WithdrawOffer: _withdraw_offer,
        actions.Join: _join,
        actions.Part: _part,
        actions.Hold: _hold,
        actions.Resume: _resume,
        actions.StartRecording: _start_recording,
        actions.StopRecording: _stop_recording,
        **dict.fromkeys(TalkHands.DOES, _do_in_talk),
        actions.SetLamp: _set_lamp,
        actions.SoundChime: _sound_chime,
        actions.Rest: _done,
        actions.OpenCall: _written_already,
        actions.CloseCall: _written_already,
        actions.KeepLedger: _written_already,
        actions.Note: _written_already,
        actions.NoteDecision: _written_already,
        actions.NoteInterval: _written_already,
    }
