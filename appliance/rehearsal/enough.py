"""Whether a history tells enough to rehearse on; what it lacks is told in words."""

import numpy as np

from appliance.core.rehearsed import Ending
from appliance.model.words import Ms
from appliance.rehearsal.history import History, Read
from appliance.rehearsal.words import number

LEAST_CALLERS = 200
LEAST_DAYS = 5
LEAST_HUNG_UP = 5


class TooThin(Exception):
    """The text says what there is and what is needed."""


def expect_callers(found: Read, period: str) -> None:
    """Before the history is arranged: somebody must have asked for a person."""
    if not found.stays:
        raise TooThin(f"nobody has asked for a person {period}; at least {LEAST_CALLERS} callers are needed")


def expect_enough(history: History, patience: Ms | None, period: str) -> None:
    """Raises TooThin with everything that is missing."""
    stays = history.stays
    callers, days = len(stays.joined), history.days_with_calls
    answered = int(np.count_nonzero(stays.ending == Ending.ANSWERED))
    hung_up = int(np.count_nonzero((stays.ending == Ending.ABANDONED) & ~stays.by_key))
    lacks = []
    if callers < LEAST_CALLERS:
        lacks.append(f"{number(callers, 'caller')} asked for a person {period}, and {LEAST_CALLERS} are needed")
    if days < LEAST_DAYS:
        lacks.append(f"they came on {number(days, 'day')}, and {LEAST_DAYS} are needed to tell days apart")
    if not answered:
        lacks.append("nobody was answered, so that nothing is known of how long calls take")
    if not len(history.shifts):
        lacks.append("the journal does not tell when which agent was there, as one of an older version does not")
    if patience is None and hung_up < LEAST_HUNG_UP:
        lacks.append(
            f"{hung_up or 'none'} of them hung up while waiting, and {LEAST_HUNG_UP} are needed to learn how long "
            'callers wait; if you know it, say so: --patience "3 min"'
        )
    if lacks:
        raise TooThin("the history is too thin to tell:\n" + "\n".join(f"  {each}" for each in lacks))
