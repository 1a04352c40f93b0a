"""The hands in conversations: who hears whom, what is said there, and the pauses of a recording."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from appliance.drivers.station import Station
from appliance.model import talk_actions
from appliance.model.events import Event, StationLost
from appliance.model.talk_events import AnnouncementFailed
from appliance.model.words import AgentName, LineName
from appliance.runtime.keeper import Keeper
from appliance.runtime.legs import line_leg, station_leg
from appliance.runtime.prompt_shelf import MISSING, PromptShelf
from appliance.runtime.pump import Pump
from appliance.sound.reports import LegName
from appliance.store.sound_files import SoundFiles


class TalkHands:
    """Legs that are gone are passed over: the event that says so is on its way."""

    def __init__(
        self,
        *,
        stations: Mapping[AgentName, Keeper[Station]],
        pump: Pump,
        sound_files: SoundFiles,
        prompts: PromptShelf,
        submit: Callable[[Event], None],
    ) -> None:
        self._stations = stations
        self._pump = pump
        self._sound_files = sound_files
        self._prompts = prompts
        self._submit = submit

    def perform(self, action: talk_actions.TalkAction) -> None:
        self.DOES[type(action)](self, action)

    def _connect(self, action: talk_actions.Connect) -> None:
        keeper = self._stations.get(action.agent)
        driver = keeper.driver if keeper is not None else None
        if driver is None:
            self._submit(StationLost(action.agent, "it is not there"))
            return
        self._pump.open(station_leg(action.agent), detect=False)
        driver.connect(action.call)

    def _confer(self, action: talk_actions.Confer) -> None:
        legs = self._legs(action.lines, action.agents)
        if len(legs) > 1:
            self._pump.desk.confer(*legs)

    def _watch(self, action: talk_actions.Watch) -> None:
        name = station_leg(action.agent)
        if self._pump.is_open(name):
            heard_by = self._legs(action.heard_on, action.heard_by)
            self._pump.desk.watch(name, self._legs(action.lines, action.agents), heard_by=heard_by)

    def _mute(self, action: talk_actions.Mute) -> None:
        name = station_leg(action.agent)
        if self._pump.is_open(name):
            self._pump.desk.mute(name, muted=action.muted)

    def _announce(self, action: talk_actions.Announce) -> None:
        legs = self._legs(action.lines, action.agents)
        found = [self._prompts.find(name, action.language) for name in action.prompts]
        missing = next((each.fault for each in found if each.samples is MISSING), "")
        if missing and action.lines:
            self._submit(AnnouncementFailed(action.lines[0], action.token, missing))
        elif legs and not missing:
            for leg in legs:
                self._pump.cut(leg)
            self._pump.desk.announce(legs, tuple(each.samples for each in found), action.token)

    def _pause(self, action: talk_actions.PauseRecording) -> None:
        self._pump.desk.pause_recording(action.call)
        self._sound_files.pause(action.call, paused=True)

    def _resume(self, action: talk_actions.ResumeRecording) -> None:
        self._pump.desk.resume_recording(action.call)
        self._sound_files.pause(action.call, paused=False)

    def _legs(self, lines: tuple[LineName, ...], agents: tuple[AgentName, ...]) -> tuple[LegName, ...]:
        wanted = (*map(line_leg, lines), *map(station_leg, agents))
        return tuple(leg for leg in wanted if self._pump.is_open(leg))

    # As in Hands: one row per action, which a table cannot tell the type checker.
    DOES: ClassVar[dict[type, Callable[[Any, Any], None]]] = {
        talk_actions.Connect: _connect,
        talk_actions.Confer: _confer,
        talk_actions.Watch: _watch,
        talk_actions.Mute: _mute,
        talk_actions.Announce: _announce,
        talk_actions.PauseRecording: _pause,
        talk_actions.ResumeRecording: _resume,
    }
