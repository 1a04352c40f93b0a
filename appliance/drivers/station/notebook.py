"""What a pretend agent writes down of each conversation: one JSON object a line, and the sound it heard as WAV."""

from pathlib import Path

import msgspec

from appliance.drivers.errors import DriverFault
from appliance.drivers.station.ear import Ear, Heard
from appliance.model.words import AgentName, CallId, Ms, Value
from appliance.sound import wav


class Conversation(Value, frozen=True, kw_only=True):
    """Times are CLOCK_MONOTONIC in milliseconds, one clock for all processes of a machine."""

    agent: AgentName
    call: CallId
    rung_ms: Ms | None = None
    """The offer came."""
    accepted_ms: Ms | None = None
    connected_ms: Ms
    first_said_ms: Ms | None = None
    """The first frame was handed to the box."""
    ended_ms: Ms
    ended_by: str
    """agent or box: who ended it here; box also when the caller hung up."""
    said_hz: int
    said_dbm0: float
    bursts_ms: tuple[Ms, ...] = ()
    """When the first frame of each burst was handed to the box; its first sample was spoken 20 ms before."""
    said_frames: int
    skipped_frames: int
    """Neither said nor heard, because the machine was too late for them."""
    worst_late_ms: float
    """Of the agent's own 20 ms clock."""
    heard: Heard = Heard()
    heard_wav: str = ""
    """File below the folder `heard`; its first sample was heard at connected_ms."""


class Notebook:
    """Writes into files that the options name; an empty name writes nothing."""

    def __init__(self, report: str, heard: str) -> None:
        self._report = Path(report) if report else None
        self._heard = Path(heard) if heard else None

    def open(self) -> None:
        """Makes the folders. Raises DriverFault."""
        try:
            if self._report is not None:
                self._report.parent.mkdir(parents=True, exist_ok=True)
                self._report.touch()
            if self._heard is not None:
                self._heard.mkdir(parents=True, exist_ok=True)
        except OSError as fault:
            raise _unwritable(fault) from fault

    def keep(self, conversation: Conversation, ear: Ear) -> Conversation:
        """Judges and writes; blocks for some milliseconds. Raises DriverFault."""
        name = f"call-{conversation.call}-{conversation.agent}-{conversation.connected_ms}.wav" if self._heard else ""
        whole = msgspec.structs.replace(conversation, heard=ear.judge(), heard_wav=name)
        try:
            if self._heard is not None:
                (self._heard / name).write_bytes(wav.to_bytes(ear.sound()))
            if self._report is not None:
                with self._report.open("ab") as file:
                    file.write(msgspec.json.encode(whole) + b"\n")
        except OSError as fault:
            raise _unwritable(fault) from fault
        return whole


def _unwritable(fault: OSError) -> DriverFault:
    return DriverFault(
        f"station pretend: cannot write {fault.filename}: {fault.strerror}; expected a folder the box may write to"
    )
