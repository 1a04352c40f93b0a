"""What the desk noticed, as events; what it recorded, to the files."""

from collections.abc import Callable

from appliance.model import events, message_events
from appliance.model.events import Event
from appliance.model.fax_events import FaxHeard
from appliance.model.states import DigitSource, HangUpCause
from appliance.model.words import CallId, LineName, Token
from appliance.runtime.legs import line_of
from appliance.sound.recorders import Block, BridgeBlock
from appliance.sound.reports import (
    DigitHeard,
    HangUpToneHeard,
    MachineHeard,
    MessageOver,
    PlayingEnded,
    Report,
    SilenceHeard,
)
from appliance.store.sound_files import SoundFiles
from appliance.store.sound_kind import SoundKind


def event_of(report: Report) -> Event | None:
    """The event a report is; None for what a station's leg reports, which decides nothing."""
    line = line_of(report.leg)
    return _of_line(line, report) if line is not None else None


def _of_line(line: LineName, report: Report) -> Event:
    match report:
        case DigitHeard(_, digit, percent):
            return events.DigitPressed(line, digit, DigitSource.HOST, percent)
        case PlayingEnded(_, token):
            return events.PromptsEnded(line, token)
        case HangUpToneHeard(_, cause):
            return events.LineHungUp(line, cause)
        case MachineHeard(_, sign):
            return FaxHeard(line, sign, DigitSource.HOST)
        case SilenceHeard():
            return events.LineHungUp(line, HangUpCause.SILENCE)
        case MessageOver(_, token, spoken_ms):
            return message_events.MessageEnded(line, token, spoken_ms)


def keep_block(files: SoundFiles, call_of_message: Callable[[Token], CallId | None], block: Block) -> None:
    if isinstance(block, BridgeBlock):
        files.write(SoundKind.RECORDING, block.call, block.samples)
    elif (call := call_of_message(block.token)) is not None:
        files.write(SoundKind.MESSAGE, call, block.samples)
