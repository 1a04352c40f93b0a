"""Calls that the modem holds and the box does not: while one is up nobody can call the line, and nobody pays attention.

A modem that answers by itself (ATS0), a program on another of its ports that dials, a hang-up it did not heed.
"""

from typing import Final

from appliance.model.words import Ms
from appliance.protocol.gsm.call_signs import Stage
from appliance.protocol.gsm.one_call import GsmCall

LOOK_MS: Final[Ms] = 5_000
"""Between two looks at the modem's list while the line is on-hook."""
IN_A_ROW_MS: Final[Ms] = 60_000
"""A call that is ended and is there again so soon, without a look that found none, was not ended."""
OFF_HOOK: Final = frozenset({Stage.ACTIVE, Stage.HELD, Stage.DIALLING, Stage.ALERTING})
"""Stages in which a call holds the line; of the others nobody has taken it."""


class StrayWatch:
    """When to look; `now` is that of the last look."""

    def __init__(self, now: Ms = 0) -> None:
        self.due: Ms = now + LOOK_MS
        self._ended_at: Ms | None = None

    def looked(self, now: Ms) -> None:
        self.due = now + LOOK_MS

    def found_none(self) -> None:
        """The modem's own list has no such call."""
        self._ended_at = None

    def ended_again(self, now: Ms) -> bool:
        """One is being ended; whether that has just been tried."""
        before, self._ended_at = self._ended_at, now
        return before is not None and now - before < IN_A_ROW_MS


def stray(calls: tuple[GsmCall, ...]) -> bool:
    """Whether one of the calls holds the line, of which nobody rings; or fax and data ring, and nobody else."""
    only_machines = bool(calls) and not any(call.voice for call in calls)
    return only_machines or any(call.stage in OFF_HOOK for call in calls)
