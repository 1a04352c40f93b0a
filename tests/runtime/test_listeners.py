"""Listeners are told in the order they came; sentences go into the log as well."""

import pytest

from appliance.model.records import CallRecord
from appliance.runtime.listeners import Listeners
from tests.store.invented import record


def test_tells_everybody(caplog: pytest.LogCaptureFixture) -> None:
    listeners, told = Listeners(), list[str]()

    def finished(call: CallRecord) -> None:
        told.append(f"finished {call.call}")

    listeners.on_change += [lambda: told.append("changed"), lambda: told.append("changed too")]
    listeners.on_finished.append(finished)
    listeners.on_notice.append(told.append)
    listeners.changed()
    listeners.finished(record(3))
    listeners.notice("line1: the modem went away")
    assert told == ["changed", "changed too", "finished 3", "line1: the modem went away"]
    assert "line1: the modem went away" in caplog.text
