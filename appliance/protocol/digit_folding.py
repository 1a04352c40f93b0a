"""One press, one digit: between DLE / and DLE ~ a modem repeats the digit's code each 70 ms (IS-101)."""

from appliance.model.signals import DigitTone
from appliance.model.words import Ms
from appliance.protocol.dle_events import DIGIT_REPEAT_MS


class DigitFolding:
    def __init__(self) -> None:
        self._held: str | None = None
        self._shielded = False
        self._last: Ms = 0

    def begin(self) -> None:
        self._shielded, self._held = True, None

    def end(self) -> None:
        self._shielded, self._held = False, None

    def take(self, code: int, now: Ms) -> DigitTone | None:
        """The digit when this code is a new press, None when it repeats the held one.

        Modems without shielding codes send one code per press, so outside a shield each counts. A repeat that is long
        overdue means that the shield's end was lost.
        """
        digit = chr(code)
        repeated = self._shielded and digit == self._held and now - self._last < DIGIT_REPEAT_MS
        self._held, self._last = digit, now
        return None if repeated else DigitTone(digit)
