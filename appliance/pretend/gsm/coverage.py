"""What the network is to one mobile: registration, technology, operator, signal (27.007 §7.2, §7.3, §8.5, §10.1.22)."""

from enum import Enum
from typing import Annotated

import msgspec

from appliance.model.words import LineName, Value
from appliance.pretend.script import Span


class Registration(Enum):
    NOT_SEARCHING = 0
    HOME = 1
    SEARCHING = 2
    DENIED = 3
    UNKNOWN = 4
    ROAMING = 5


IN_SERVICE = frozenset({Registration.HOME, Registration.ROAMING})


class Technology(Enum):
    """<AcT> (27.007 §7.3)."""

    GSM = 0
    UMTS = 2
    LTE = 7


class Coverage(Value, frozen=True, kw_only=True):
    """Replaced as a whole when the network changes."""

    registration: Registration = Registration.HOME
    technology: Technology = Technology.GSM
    operator: str = "Pretend"
    operator_number: str = "26201"
    signal: int = 17
    """0 to 31, or 99: not known (27.007 §8.5)."""
    area: str = "00C3"
    cell: str = "0000A1B2"

    @property
    def in_service(self) -> bool:
        return self.registration in IN_SERVICE


class NetworkChange(Value, frozen=True, kw_only=True):
    """What a script may do to the network of a line; what is left out stays as it is."""

    line: LineName
    at_ms: Span = 0
    registration: (
        Annotated[str, msgspec.Meta(pattern="^(not_searching|home|searching|denied|unknown|roaming)$")] | None
    ) = None
    technology: Annotated[str, msgspec.Meta(pattern="^(gsm|umts|lte)$")] | None = None
    operator: str | None = None
    signal: Annotated[int, msgspec.Meta(ge=0, le=99)] | None = None

    def applied(self, before: Coverage) -> Coverage:
        return msgspec.structs.replace(
            before,
            registration=Registration[self.registration.upper()] if self.registration else before.registration,
            technology=Technology[self.technology.upper()] if self.technology else before.technology,
            operator=before.operator if self.operator is None else self.operator,
            signal=before.signal if self.signal is None else self.signal,
        )
