"""Commands about the equipment itself: who it is, its radio, clock, battery, profiles (27.007 §5, §8)."""

from collections.abc import Callable, Mapping

from appliance.model.words import Ms
from appliance.pretend.gsm.asking import ERROR, OK, Answer, Asked, Form, told
from appliance.pretend.gsm.mobile import Mobile, RestartWanted

RESTART_MS = 3_000
"""A module that resets itself is gone from the bus for so long; real ones take 5 to 20 s."""
_QUIET_BASICS = frozenset({"X", "L", "M", "B", "N", "T", "P", "W", "Y", "&C", "&D", "&K", "&S", "&W", "&R"})


class IdentityCommands:
    def __init__(self, mobile: Mobile) -> None:
        self._mobile = mobile
        self.answers: Mapping[str, Callable[[Asked, Ms], Answer]] = {
            "Z": self._reset,
            "&F": self._reset,
            "I": self._identify,
            "+CFUN": self._function,
            "+CPAS": lambda *_: told(f"+CPAS: {self._activity()}"),
            "+CBC": lambda *_: told("+CBC: 0,100"),
            "+CCLK": lambda *_: told('+CCLK: "26/01/01,12:00:00+04"'),
            "+WS46": lambda one, _: told("+WS46: (12,22,25,28,31)") if one.form is Form.TEST else told("+WS46: 25"),
            "+CRESET": lambda *_: self._restart(),
            "^RESET": lambda *_: self._restart(),
            "+QPOWD": lambda *_: self._restart(),
            **dict.fromkeys(_QUIET_BASICS, lambda *_: OK),
        }

    def _reset(self, _: Asked, now: Ms) -> Answer:
        if not self._mobile.habits.keeps_calls:
            self._mobile.calls.release_all(now, 16, by_host=True)
        self._mobile.settings.restore()
        return Answer(took_ms=100)

    def _identify(self, one: Asked, _: Ms) -> Answer:
        """ATI1 to ATI9 say less, or nothing."""
        lines = self._mobile.family.identities.get(f"I{one.value}")
        return told("\r\n".join(lines)) if lines else OK if one.value.isdigit() else ERROR

    def _activity(self) -> int:
        """27.007 §8.1: 0 ready, 3 ringing, 4 call in progress."""
        calls = self._mobile.calls
        return 3 if calls.ringing else 4 if len(calls) else 0

    def _function(self, one: Asked, now: Ms) -> Answer:
        """27.007 §8.2."""
        mobile = self._mobile
        if one.form is Form.READ:
            return told(f"+CFUN: {int(mobile.radio)}")
        if one.form is Form.TEST:
            return told("+CFUN: (0,1,4),(0,1)")
        level, reset = one.number(0, 1), one.number(1)
        if level not in (0, 1, 4) or reset not in (0, 1):
            return ERROR
        if reset:
            return self._restart()
        if level != 1:
            mobile.calls.release_all(now, 16, by_host=True)
        mobile.radio = level == 1
        return Answer(took_ms=200)

    def _restart(self) -> Answer:
        self._mobile.wish(RestartWanted(RESTART_MS))
        return OK
