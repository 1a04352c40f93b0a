"""The health of a line's hardware: the rungs of the ladder that brings it back, and every way between them.

Rule: a rung that did not help is followed by a stronger one; what only people can change is waited for, not mended.
"""

from enum import Enum
from typing import Final


class Health(Enum):
    """What is done next, or WELL."""

    WELL = "well"
    ASKING = "asked again"
    """Its port stays open: escapes and AT, whether anybody is there."""
    STARTING_OVER = "started over"
    """Its port stays open: ATZ and everything after it."""
    REOPENING = "port reopened"
    RESETTING = "reset"
    """By its family's command, DTR let go before."""
    REBINDING = "USB switched off and on"
    OUT_OF_ORDER = "out of order"
    """Everything was tried; it is tried again with growing patience."""
    ABSENT = "absent"
    """Nothing to mend until it is plugged in."""
    LACKING = "lacking"
    """Its port stays open: it works, and lacks a network or its SIM. Started over now and then, and when it tells."""
    BARRED = "barred"
    """Another program has it, we may not, or it is the wrong one: for people to change."""


class Change(Enum):
    BROKE = "broke"
    """It had started, and does not do what it must."""
    STUCK = "stuck"
    """It does not start, or the rung could not be done."""
    ANSWERED = "answered"
    GONE = "gone"
    LACKS = "lacks"
    """It works, and has no network, no SIM, or not the SIM's PIN."""
    REFUSED = "refused"
    CAME = "came"
    """Plugged in, or in again, while we waited; or what it lacked has come."""
    CALM = "calm"
    """Ran for so long that whatever comes now is a new trouble."""


_AWAY: Final = {Change.GONE: Health.ABSENT, Change.REFUSED: Health.BARRED, Change.LACKS: Health.LACKING}
_CALM: Final = {Change.CALM: Health.WELL}

TRANSITIONS: Final[dict[Health, dict[Change, Health]]] = {
    Health.WELL: {Change.BROKE: Health.ASKING, Change.STUCK: Health.REOPENING, **_AWAY},
    Health.ASKING: {Change.ANSWERED: Health.STARTING_OVER, Change.STUCK: Health.REOPENING, **_AWAY},
    Health.STARTING_OVER: {Change.BROKE: Health.REOPENING, Change.STUCK: Health.REOPENING, **_CALM, **_AWAY},
    Health.REOPENING: {Change.BROKE: Health.RESETTING, Change.STUCK: Health.RESETTING, **_CALM, **_AWAY},
    Health.RESETTING: {Change.BROKE: Health.REBINDING, Change.STUCK: Health.REBINDING, **_CALM, **_AWAY},
    Health.REBINDING: {Change.BROKE: Health.OUT_OF_ORDER, Change.STUCK: Health.OUT_OF_ORDER, **_CALM, **_AWAY},
    Health.OUT_OF_ORDER: {
        Change.BROKE: Health.RESETTING,
        Change.STUCK: Health.RESETTING,
        Change.CAME: Health.REOPENING,
        **_CALM,
        **_AWAY,
    },
    Health.ABSENT: {
        Change.BROKE: Health.ASKING,
        Change.STUCK: Health.REOPENING,
        Change.CAME: Health.ABSENT,
        **_CALM,
        **_AWAY,
    },
    Health.LACKING: {
        Change.BROKE: Health.ASKING,
        Change.STUCK: Health.REOPENING,
        Change.CAME: Health.LACKING,
        **_CALM,
        **_AWAY,
    },
    Health.BARRED: {
        Change.BROKE: Health.ASKING,
        Change.STUCK: Health.REOPENING,
        Change.CAME: Health.REOPENING,
        **_CALM,
        **_AWAY,
    },
}

PORT_STAYS_OPEN: Final = frozenset({Health.ASKING, Health.STARTING_OVER, Health.LACKING})


class HealthMachine:
    """One line's place on the ladder."""

    def __init__(self) -> None:
        self.state = Health.WELL

    def move(self, turn: Change) -> Health:
        """Takes the row's way; where the table has none, nothing changes."""
        self.state = TRANSITIONS[self.state].get(turn, self.state)
        return self.state
