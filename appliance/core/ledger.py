"""What went out in the last 24 hours, for the caps: of this run by the monotonic clock, of earlier ones by the wall's.

Rule: a clock that jumps forgets nothing of this run, and what an earlier run wrote ahead of the present time counts.
"""

from collections import deque
from collections.abc import Iterable
from typing import NamedTuple

from appliance.model.outbound import Caps, LedgerRecord, OutboundKind, OutboundPlan
from appliance.model.words import Ms

HOUR_MS, DAY_MS = 3_600_000, 86_400_000

MOST_REMEMBERED = 1_300
"""More than the highest caps let through: 300 a day each for calls, texts, forwardings and codes."""


class _Out(NamedTuple):
    kind: OutboundKind
    number: str
    at: Ms | None
    """On this run's clock; None: in an earlier run."""
    utc_ms: int

    def age(self, now: Ms, utc_ms: int) -> Ms:
        return now - self.at if self.at is not None else utc_ms - self.utc_ms


class Ledger:
    def __init__(self, earlier: Iterable[LedgerRecord] = ()) -> None:
        """`earlier`: rows of earlier runs, oldest first."""
        self.test_call: LedgerRecord | None = None
        """The doctor's, until it is over."""
        self._out: deque[_Out] = deque(maxlen=MOST_REMEMBERED)
        for row in earlier:
            if not row.refused and not row.emergency:
                self._out.append(_Out(row.kind, row.number, None, row.at_utc_ms))

    def __len__(self) -> int:
        return len(self._out)

    def add(self, row: LedgerRecord, now: Ms) -> None:
        """A wish that was granted now."""
        if not row.refused and not row.emergency:
            self._out.append(_Out(row.kind, row.number, now, row.at_utc_ms))

    def refusal(self, plan: OutboundPlan, kind: OutboundKind, number: str, now: Ms, utc_ms: int) -> str:
        """The end of a sentence when a cap is reached; empty when there is room for one more."""
        caps = caps_of(plan, kind)
        ages = [(out.age(now, utc_ms), out.number) for out in self._out if out.kind is kind]
        day = [each for age, each in ages if age < DAY_MS]
        hour = sum(age < HOUR_MS for age, _ in ages)
        if day.count(number) >= caps.per_number:
            return f"has reached the cap for one number: {caps.per_number} in 24 hours"
        if hour >= caps.per_hour:
            return f"has to wait: {caps.per_hour} went out within the last hour, which is the cap"
        if len(day) >= caps.per_day:
            return f"has to wait: {caps.per_day} went out in the last 24 hours, which is the cap"
        return ""


def caps_of(plan: OutboundPlan, kind: OutboundKind) -> Caps:
    """A forwarding makes calls: it counts against their caps, by itself."""
    if kind is OutboundKind.CODE:
        return plan.codes
    return plan.texts if kind is OutboundKind.TEXT else plan.calls
