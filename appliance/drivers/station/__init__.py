"""Stations: the contract of the places where agents talk. A driver is a file here with `Options` and `Driver`."""

from typing import Protocol, runtime_checkable

from appliance.drivers.sound.ways import SoundCounts
from appliance.drivers.station.jack import Jack
from appliance.model.actions import OfferCall, WithdrawOffer
from appliance.model.words import AgentName, CallId


class Station(Protocol):
    """Where one agent talks. Built as Driver(name, options, report, sound); lives from prepare() to close()."""

    async def prepare(self) -> str | None:
        """Opens what it needs, and may tell what it is. Raises DriverFault."""

    async def serve(self) -> None:
        """Runs until cancelled; raises DriverFault when the station is lost.

        Reports AgentSignedIn, AgentSignedOut, BreakBegan, BreakEnded, OfferAccepted, OfferDeclined, AgentHungUp and
        WrapUpEnded.
        """

    def ring(self, offer: OfferCall) -> None:
        """Holds out an offer. Returns at once."""

    def withdraw(self, withdrawal: WithdrawOffer) -> None:
        """The offer is gone; stop ringing. Harmless when already answered."""

    def connect(self, call: CallId) -> None:
        """Sound flows both ways from now on, through the SoundPort, at the station's own pace."""

    def disconnect(self) -> None:
        """The conversation is over. Harmless when there is none."""

    async def close(self) -> None:
        """Lets go of everything. Never raises."""


class Bell(Protocol):
    """The loudspeaker of the house, on which a call may ring."""

    def ring(self, agent: AgentName) -> None:
        """Rings for the agent until told otherwise. Returns at once, whether there is a loudspeaker or not."""

    def quiet(self, agent: AgentName) -> None:
        """No longer for this one; harmless when it does not ring."""


@runtime_checkable
class SoundStation(Protocol):
    """A station with a sound device of the box."""

    @property
    def sound_counts(self) -> SoundCounts: ...


@runtime_checkable
class BellStation(Protocol):
    """A station whose calls may ring on the loudspeaker."""

    def ring_on(self, bell: Bell) -> None:
        """Before prepare()."""


@runtime_checkable
class JackStation(Protocol):
    """A station that a browser plugs into."""

    def stand_behind(self, jack: Jack) -> None:
        """Before prepare()."""
