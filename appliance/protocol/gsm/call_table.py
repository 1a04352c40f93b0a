"""The calls of one GSM line that are not over, and which of them a sign without a number means."""

from typing import Final

from appliance.model.words import Ms
from appliance.protocol.gsm.call_signs import CallTold, Cause, Direction, Ended, Stage
from appliance.protocol.gsm.one_call import GsmCall, OneCall

LATE_RING_MS: Final[Ms] = 1_500
"""A ring so soon after answering is the last of the call that was answered."""
SAME_END_MS: Final[Ms] = 1_000
"""Two ends within this are one, told twice."""
MOST_CALLS: Final = 7
"""27.007 §7.13; one more drives out the one heard of longest ago."""

SETTING_UP: Final = (Stage.DIALLING, Stage.ALERTING)
COMING: Final = (Stage.INCOMING, Stage.WAITING)
TALKING: Final = (Stage.ACTIVE, Stage.HELD)


class CallTable:
    def __init__(self) -> None:
        self.calls: list[OneCall] = []
        self._next_key = 1
        self._ended_at: Ms | None = None

    def add(self, direction: Direction, stage: Stage, now: Ms) -> OneCall:
        if len(self.calls) >= MOST_CALLS:
            min(self.calls, key=lambda call: call.last_heard).end(Cause(), now)
        call = OneCall(self._next_key, direction, stage, now)
        self._next_key += 1
        self.calls.append(call)
        return call

    def take_changed(self, now: Ms) -> tuple[GsmCall, ...]:
        """The calls that are not as last told; those that ended are told and forgotten."""
        changed = tuple(call.value() for call in self.calls if call.take_changed())
        if any(call.stage is Stage.ENDED for call in self.calls):
            self._ended_at = now
            self.calls = [call for call in self.calls if call.stage is not Stage.ENDED]
        return changed

    def first(self, *stages: Stage) -> OneCall | None:
        """The oldest call in the first of these stages that has one."""
        return next((call for stage in stages for call in self.calls if call.stage is stage), None)

    def numbered(self, modem_call: int | None) -> OneCall | None:
        if modem_call is None:
            return None
        return next((call for call in self.calls if call.modem_call == modem_call), None)

    def unnumbered(self, told: CallTold) -> OneCall | None:
        """A call known by rings or our dialling only, which the modem now gives its number."""
        fitting = [each for each in self.calls if each.modem_call is None and each.direction is told.direction]
        same_stage = [each for each in fitting if each.stage is told.stage]
        return next(iter(same_stage or fitting), None)

    def ringing(self, now: Ms) -> OneCall:
        """The call that rings; a ring may still have been on its way when its call was answered."""
        answered = [call for call in self.calls if call.stage is Stage.ACTIVE and now - call.since < LATE_RING_MS]
        just_answered = next((call for call in answered if call.direction is Direction.INCOMING), None)
        return self.first(*COMING) or just_answered or self._new_coming(now)

    def called(self, now: Ms) -> OneCall:
        """The call that a caller's number is of; one that comes late may be of a call just answered."""
        talking = [call for call in self.calls if call.stage is Stage.ACTIVE and call.direction is Direction.INCOMING]
        nameless = next((call for call in talking if call.nameless), None)
        return self.first(*COMING) or nameless or self._new_coming(now)

    def knocking(self, now: Ms) -> OneCall:
        return self.first(Stage.WAITING) or self.add(Direction.INCOMING, Stage.WAITING, now)

    def ended(self, ended: Ended, now: Ms) -> OneCall | None:
        """The call that is over.

        One end is often told twice ("VOICE CALL: END", "NO CARRIER"); without a number the second means nothing.
        """
        numbered = self.numbered(ended.call)
        if numbered or (ended.call is None and self._ended_at is not None and now - self._ended_at < SAME_END_MS):
            return numbered
        order = SETTING_UP if ended.unanswered else (*SETTING_UP, Stage.ACTIVE, *COMING, Stage.HELD)
        meant = [each for each in self.calls if ended.call is None or each.modem_call is None]
        return next((each for stage in order for each in meant if each.stage is stage), None)

    def _new_coming(self, now: Ms) -> OneCall:
        return self.add(Direction.INCOMING, Stage.WAITING if self.first(*TALKING) else Stage.INCOMING, now)
