"""A call's record while the call is up: facts are written into it as they happen."""

from collections.abc import Mapping
from types import MappingProxyType

import msgspec

from appliance.model.caller import Caller
from appliance.model.records import CallRecord
from appliance.model.states import DialFault, Direction, HangUpCause, Outcome
from appliance.model.words import AgentName, CallId, LineName, Ms, QueueName

NOTHING: Mapping[str, str] = MappingProxyType({})


class Draft(msgspec.Struct, kw_only=True, gc=False):
    """The fields of CallRecord, which says what each means."""

    call: CallId
    line: LineName
    caller: Caller
    rang_ms: Ms
    rang_utc_ms: int
    answered_ms: Ms | None = None
    asked_person_ms: Ms | None = None
    offered_ms: Ms | None = None
    wait_ended_ms: Ms | None = None
    talk_began_ms: Ms | None = None
    talk_ended_ms: Ms | None = None
    ended_ms: Ms | None = None
    queue: QueueName | None = None
    agent: AgentName | None = None
    misses: int = 0
    path: tuple[str, ...] = ()
    variables: Mapping[str, str] = NOTHING
    """Replaced by a larger one and never written into: most calls have none and share that."""
    outcome: Outcome | None = None
    hung_up: str = ""
    cause: HangUpCause | None = None
    recorded: bool = False
    direction: Direction = Direction.INCOMING
    dialled: str = ""
    dial_fault: DialFault | None = None

    def so_far(self) -> CallRecord:
        """What is known by now; nothing that is written into the draft later changes it."""
        known = msgspec.structs.asdict(self)
        known["variables"] = dict(self.variables)
        return CallRecord(**known)


def begun(record: CallRecord) -> Draft:
    """Of a call that has just begun: nothing else is known of it yet."""
    return Draft(
        call=record.call,
        line=record.line,
        caller=record.caller,
        rang_ms=record.rang_ms,
        rang_utc_ms=record.rang_utc_ms,
        direction=record.direction,
        dialled=record.dialled,
    )
