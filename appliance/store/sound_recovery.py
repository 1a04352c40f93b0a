"""Sound files that a killed run left: unfinished ones are finished, those without a row get one. Nothing is lost."""

from pathlib import Path

import apsw

from appliance.model.actions import Action, KeepMessage, RecordMessage
from appliance.model.caller import Caller
from appliance.model.records import MessageRecord, RecordingRecord
from appliance.model.words import CallId
from appliance.sound.wav import HEADER_BYTES
from appliance.store.columns import call_of as record_of
from appliance.store.message_level import LEVELLED
from appliance.store.recovery import steps_of
from appliance.store.rows import CALL_COLUMNS, statements
from appliance.store.sound_kind import SoundKind, call_of
from appliance.store.wav_file import PART, finish_part, length_ms


def finish_sound(connection: apsw.Connection, state_dir: Path) -> list[str]:
    """Only while nobody records. Gives sentences. Errors: apsw.Error of the database; a bad file is a sentence."""
    told: list[str] = []
    for copy in (state_dir / SoundKind.MESSAGE.value).rglob(f"*.wav{LEVELLED}"):
        copy.unlink(missing_ok=True)  # the one it was made of is there still
    for kind in SoundKind:
        for part in sorted((state_dir / kind.value).rglob(f"*.wav{PART}")):
            told += _finish(connection, state_dir, kind, part)
        told += _adopt(connection, state_dir, kind)
    return told


def _finish(connection: apsw.Connection, state_dir: Path, kind: SoundKind, part: Path) -> list[str]:
    call = call_of(part)
    if call is None:
        return [f"{part}: is not a name of ours; it is left alone"]
    if part.with_name(part.name.removesuffix(PART)).exists():
        part.unlink()  # the message had its name already, at its level
        return []
    try:
        finished = finish_part(part, kind.channels)
    except OSError as error:
        return [f"{part}: cannot be finished ({error.strerror}); it is left for the next start"]
    if finished is None:
        return []
    path, ms = finished
    _add_row(connection, state_dir, kind, (path, call, ms, True))
    what = f"the {kind.name.lower()} of call {call} was cut after {ms / 1000:.1f} s"
    return [f"{path.relative_to(state_dir)}: {what}; what was on the disk is kept"]


def _adopt(connection: apsw.Connection, state_dir: Path, kind: SoundKind) -> list[str]:
    """Files that got their name but not their row before the end."""
    known = {file for (file,) in connection.execute(f"SELECT file FROM {kind.value}")}  # noqa: S608 – one of two words
    told = []
    for path in sorted((state_dir / kind.value).rglob("*.wav")):
        file, call = str(path.relative_to(state_dir)), call_of(path)
        if file not in known and call is not None:
            ms = length_ms(kind.channels, max(path.stat().st_size - HEADER_BYTES, 0))
            _add_row(connection, state_dir, kind, (path, call, ms, False))
            told.append(f"{file}: had no row; it is listed again as a {kind.name.lower()} of call {call}")
    return told


def _add_row(
    connection: apsw.Connection, state_dir: Path, kind: SoundKind, found: tuple[Path, CallId, int, bool]
) -> None:
    path, call, ms, cut = found
    file = str(path.relative_to(state_dir))
    row: MessageRecord | RecordingRecord
    if kind is SoundKind.RECORDING:
        row = RecordingRecord(call=call, file=file, length_ms=ms, cut=cut)
        connection.execute("UPDATE calls SET recorded = 1 WHERE call = ?", (call,))
    else:
        taken = int(path.stat().st_mtime * 1000)
        row = MessageRecord(
            call=call,
            box=_box(connection, call),
            caller=_caller(connection, call),
            taken_utc_ms=taken,
            file=file,
            length_ms=ms,
            cut=cut,
            urgent=any(isinstance(action, KeepMessage) and action.urgent for action in _actions(connection, call)),
        )
    for statement in statements(0, 0, row):
        connection.execute(statement.sql, statement.bindings)


def _caller(connection: apsw.Connection, call: CallId) -> Caller:
    columns = ", ".join(CALL_COLUMNS.split())
    row = connection.execute(f"SELECT {columns} FROM calls WHERE call = ?", (call,)).fetchone()  # noqa: S608 – constants
    return Caller() if row is None else record_of(row).caller


def _box(connection: apsw.Connection, call: CallId) -> str:
    """Of the last message that was begun in the call: those before are kept or dropped, or it would not have begun."""
    return next((each.box for each in reversed(_actions(connection, call)) if isinstance(each, RecordMessage)), "")


def _actions(connection: apsw.Connection, call: CallId) -> list[Action]:
    return [action for step in steps_of(connection, call) for action in step.actions]
