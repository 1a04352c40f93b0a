"""Too many wrong tries: the next one has to wait, longer each time, by account and by address."""

from collections import OrderedDict
from typing import Final

from appliance.model.words import Ms, Value

FREE: Final = 3
"""Wrong tries that cost nothing: people mistype."""
FIRST_MS: Final = 1_000
LONGEST_MS: Final = 15 * 60_000
"""Doubled with each try up to this: a hundred tries a day."""
FORGOTTEN_MS: Final = 24 * 3_600_000
MOST_KEPT: Final = 2_048
"""Accounts and addresses; beyond it those that tried longest ago are forgotten, which frees them early."""


class Tries(Value, frozen=True):
    wrong: int
    last: Ms

    @property
    def until(self) -> Ms:
        if self.wrong < FREE:
            return self.last
        return self.last + min(FIRST_MS << min(self.wrong - FREE, 30), LONGEST_MS)


class LockOut:
    """Time is passed in, whole milliseconds of a clock that only goes forward."""

    def __init__(self) -> None:
        self._tries: OrderedDict[str, Tries] = OrderedDict()

    def wait_ms(self, key: str, now: Ms) -> Ms:
        """0 when it may be tried now."""
        tries = self._tries.get(key)
        return max(0, tries.until - now) if tries is not None else 0

    def tried(self, key: str, now: Ms) -> None:
        """Counts as wrong until it is said to have been right: so a hundred tries at once are a hundred."""
        before = self._tries.pop(key, None)
        wrong = before.wrong if before is not None and now - before.last < FORGOTTEN_MS else 0
        self._tries[key] = Tries(wrong + 1, now)
        while len(self._tries) > MOST_KEPT:
            self._tries.popitem(last=False)

    def was_right(self, key: str) -> None:
        self._tries.pop(key, None)

    def kept(self) -> int:
        return len(self._tries)
