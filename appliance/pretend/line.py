"""What the switchboard and the process expect of a line, of whatever kind: ports, time, calls."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from appliance.model.words import LineName, Ms
from appliance.pretend.caller import Party
from appliance.pretend.caller_steps import Sounds
from appliance.pretend.record_draft import RecordDraft
from appliance.pretend.report import PretendOutcome
from appliance.sound.frames import Samples


class Tracks(Protocol):
    """Where the sound of one call is kept."""

    heard_wav: str
    said_wav: str

    def put(self, said: Samples, heard: Samples) -> None: ...

    def close(self) -> None: ...


class NoTracks:
    heard_wav = said_wav = ""

    def put(self, said: Samples, heard: Samples) -> None:
        """Keeps nothing."""

    def close(self) -> None:
        """Nothing to close."""


class Wire(Protocol):
    """The modem's end of one port."""

    @property
    def room(self) -> int: ...

    def take_output(self, now: Ms) -> bytes: ...

    def give_back(self, rest: bytes, due: Ms) -> None: ...


class Line(Protocol):
    name: LineName
    finished: list[PretendOutcome]

    @property
    def wires(self) -> Mapping[str, Wire]:
        """By what follows the line's name in the port's name; "" is the port, or the first of several."""

    @property
    def number(self) -> str:
        """Its own: who dials it on another line has this one ring."""

    @property
    def plugged(self) -> bool: ...

    @property
    def off_hook(self) -> bool:
        """The box holds the line, whether or not there is a call on it; of a mobile line: it has calls."""

    @property
    def call_number(self) -> int | None: ...

    def port_names(self, wire: str) -> Sequence[str]:
        """Where its port appears in the folder, the name that may change first."""

    def receive(self, data: bytes, now: Ms, wire: str = "") -> None: ...

    def next_wake(self) -> Ms | None: ...

    def wake(self, now: Ms) -> None: ...

    def ready(self, now: Ms, *, second: bool = False) -> bool: ...

    def begin(self, draft: RecordDraft, sounds: Sounds, at: str, tracks: Tracks, *, party: Party | None = None) -> None:
        """Rings; `party` is who does, None: who follows the draft's script."""

    def stop(self, now: Ms) -> None: ...
