"""A box that writes as fast as it can and prints what was acknowledged, until it is killed."""

import sys
import threading
from pathlib import Path

from appliance.model.caller import Caller
from appliance.model.states import Outcome
from appliance.store.intake import Then
from appliance.store.rows import Step
from appliance.store.sound_files import SoundFiles
from appliance.store.sound_kind import SoundKind
from appliance.store.track import Keep
from appliance.store.writer import StoreWriter
from tests.store.invented import START, record, sound_of


def acknowledge(what: str, call: int, left: threading.Semaphore) -> Then:
    def then(fault: str) -> None:
        sys.stdout.write(f"{what} {call} {fault}\n")
        sys.stdout.flush()
        left.release()

    return then


def main(folder: Path) -> None:
    writer = StoreWriter.open(folder / "callbox.db", START)
    sound = SoundFiles(folder, writer)
    left = threading.Semaphore(50)  # as many unacknowledged at once as a busy house has
    call = writer.recovery.first_call
    while True:
        left.acquire()
        writer.put(record(call), Step(call, None, ()))
        done = record(call, ended_ms=5, outcome=Outcome.ANSWERED)
        writer.put(done, then=acknowledge("call", call, left))
        if call % 8 == 0:
            left.acquire()
            sound.begin(SoundKind.MESSAGE, call)
            sound.write(SoundKind.MESSAGE, call, sound_of(call))
            sound.keep_message(call, Keep(box="b", caller=Caller(), taken_utc_ms=1), acknowledge("message", call, left))
        call += 1


main(Path(sys.argv[1]))
