"""Which tables the settings have and the shape of each, where it is not exactly a word of the model."""

from typing import Any

from appliance.config.friendly import read_opening
from appliance.model.flow import Flow
from appliance.model.mail import MailSettings
from appliance.model.outbound import OutboundPlan, TargetPlan
from appliance.model.plan import (
    AgentPlan,
    HoursPlan,
    LampPlan,
    LinePlan,
    LoudspeakerPlan,
    Opening,
    PromptPlan,
    QueuePlan,
)
from appliance.model.policy import RoutingPlan
from appliance.model.settings import BoxSettings, SoundSettings, WebSettings
from appliance.model.words import HoursName, Value

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class LampsTable(Value, frozen=True, kw_only=True):
    driver: str = "console"
    options: dict[str, Any] = {}


class LineTable(LinePlan, frozen=True, kw_only=True):
    driver: str = "voice_modem"
    options: dict[str, Any] = {}


class AgentTable(AgentPlan, frozen=True, kw_only=True):
    station: str
    options: dict[str, Any] = {}


class HoursTable(Value, frozen=True, kw_only=True):
    name: HoursName
    monday: tuple[str, ...] = ()
    tuesday: tuple[str, ...] = ()
    wednesday: tuple[str, ...] = ()
    thursday: tuple[str, ...] = ()
    friday: tuple[str, ...] = ()
    saturday: tuple[str, ...] = ()
    sunday: tuple[str, ...] = ()
    closed_on: tuple[str, ...] = ()
    """Dates."""

    def plan(self) -> HoursPlan:
        openings = (
            Opening(day=number, start=start, end=end)
            for number, day in enumerate(DAYS)
            for start, end in sorted(read_opening(text) for text in getattr(self, day))
        )
        return HoursPlan(name=self.name, openings=tuple(openings), closed_on=self.closed_on)


NO_DEVICE = "off"
"""Driver of a sound device that is not there."""


class LoudspeakerTable(LoudspeakerPlan, frozen=True, kw_only=True):
    driver: str = NO_DEVICE
    options: dict[str, Any] = {}


class LineInTable(Value, frozen=True, kw_only=True):
    driver: str = NO_DEVICE
    options: dict[str, Any] = {}


SINGLE: dict[str, type[Value]] = {
    "box": BoxSettings,
    "web": WebSettings,
    "sound": SoundSettings,
    "mail": MailSettings,
    "routing": RoutingPlan,
    "lamps": LampsTable,
    "loudspeaker": LoudspeakerTable,
    "line_in": LineInTable,
    "outbound": OutboundPlan,
}
"""[name], once in all files together."""

LISTS: dict[str, type[Value]] = {
    "line": LineTable,
    "flow": Flow,
    "queue": QueuePlan,
    "agent": AgentTable,
    "hours": HoursTable,
    "lamp": LampPlan,
    "prompt": PromptPlan,
    "target": TargetPlan,
}
"""[[name]], any number of times in any file; each has a name of its own."""
