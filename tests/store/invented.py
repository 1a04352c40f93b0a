"""Invented rows and starts, and something to wait for callbacks with."""

import threading

import numpy as np

from appliance.model.caller import Caller, Presentation
from appliance.model.records import CallRecord
from appliance.sound.frames import Samples
from appliance.store.database import RunStart

START = RunStart(boot_id="boot-a", utc_ms=1_790_000_000_000, now=5_000, program="0.1.0")


def record(call: int, **more: object) -> CallRecord:
    facts: dict[str, object] = {
        "line": "line1",
        "caller": Caller("5551234", "Ada", Presentation.GIVEN),
        "rang_ms": 10_000 + call,
        "rang_utc_ms": START.utc_ms + 5_000 + call,
    }
    return CallRecord(call=call, **{**facts, **more})  # type: ignore[arg-type]


def sound_of(call: int) -> Samples:
    """800 samples, int16, whose signs spell the call's number: what no change of level takes away."""
    bits = call >> np.arange(16) & 1
    return np.repeat(np.where(bits, 3_000, -3_000), 50).astype(np.int16)


class Answers:
    """What callbacks said, and a way to wait for the next one."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self._came = threading.Condition()

    def __call__(self, text: str) -> None:
        with self._came:
            self.told.append(text)
            self._came.notify_all()

    def wait_for(self, count: int) -> list[str]:
        with self._came:
            assert self._came.wait_for(lambda: len(self.told) >= count, 20), f"expected {count}, got {self.told}"
            return self.told
