"""Commands about calls: dial, answer, hang up, hold, list, keys (V.250 §6.3, 27.007 §6, §7.13, §7.18, C.2.11)."""

import re
from collections.abc import Callable, Mapping

from appliance.model.words import Ms
from appliance.pretend.gsm.asking import ERROR, OK, Answer, Asked, Cme, Form, failed, told
from appliance.pretend.gsm.mobile import KeySent, Mobile, WithheldDial
from appliance.pretend.gsm.mobile_call_machine import MobileCallState

UNTIL_ANSWERED = "answered"
"""The result of ATD comes with the far end's answer, or with the end of the call."""
NEVER = "never"
_DIALLED = re.compile(r"([+]?[0-9*#]{1,20})([IiGg]*)(;?)", re.ASCII)
_CHLD = re.compile(r"([0-4])([1-7]?)", re.ASCII)
_KEYS = re.compile(r"(?:\{([0-9A-D*#]),(\d{1,3})\}|([0-9A-D*#]))", re.ASCII)
DEFAULT_KEY_MS = 100
_WORDS = {
    1: "unassigned number",
    16: "normal call clearing",
    17: "user busy",
    19: "no answer",
    34: "no circuit available",
}
"""24.008 annex H, of which makers write what they like after +CEER."""
_DIAL_STATES = (MobileCallState.DIALLING, MobileCallState.ALERTING)


def ended_words(cause: int) -> str:
    return f"Cause {cause}, {_WORDS.get(cause, 'interworking')}"


class CallCommands:
    def __init__(self, mobile: Mobile) -> None:
        self._mobile = mobile
        self._calls = mobile.calls
        self.answers: Mapping[str, Callable[[Asked, Ms], Answer]] = {
            "D": self._dial,
            "A": self._accept,
            "H": self._hang_up_old,
            "+CHUP": self._hang_up,
            "+CLCC": self._list,
            "+CEER": lambda _, __: told(f"+CEER: {ended_words(self._calls.last_cause)}"),
            "+CHLD": self._supplementary,
            "+VTS": self._keys,
            "^DTMF": self._keys_of_call,
            "+QHUP": self._hang_up,
        }

    def _dial(self, one: Asked, now: Ms) -> Answer:
        wanted = _DIALLED.fullmatch(one.value.replace("-", "").lstrip("TtPp"))
        if wanted is None:
            return ERROR
        number, modifiers, semicolon = wanted.groups()
        if not semicolon:  # a data call: nobody answers it here
            return Answer(result="NO CARRIER", took_ms=1_000)
        mobile = self._mobile
        if not mobile.in_service:
            return Answer(result="NO CARRIER", took_ms=300)
        if "I" in modifiers:
            mobile.wish(WithheldDial())
        if self._calls.dial(number, now) is None:
            return failed(Cme.NOT_ALLOWED)
        waits = mobile.family.dial_waits or mobile.settings.number("+COLP")
        return Answer(result="", until=UNTIL_ANSWERED) if waits else Answer(took_ms=30)

    def _accept(self, _: Asked, now: Ms) -> Answer:
        return Answer(took_ms=50) if self._calls.accept(now) else Answer(result="NO CARRIER")

    def _hang_up_old(self, one: Asked, now: Ms) -> Answer:
        """ATH leaves voice calls alone when +CVHU is 1 (27.007 §6.20)."""
        if self._mobile.settings.number("+CVHU") == 1:
            return OK
        return self._hang_up(one, now)

    def _hang_up(self, one: Asked, now: Ms) -> Answer:
        if not self._mobile.habits.deaf_to_hang_up(one.name):
            self._calls.hang_up(now)
        return Answer(took_ms=50)

    def _list(self, one: Asked, now: Ms) -> Answer:
        if one.form is Form.SET and "+CLCC" in self._mobile.settings:
            return self._mobile.settings.put(one)
        if one.form is not Form.DO:
            return OK if one.form is Form.TEST else ERROR
        if self._mobile.habits.listing_kills_dialling:
            for call in self._calls.those(*_DIAL_STATES):
                self._calls.release(call, now, 31, by_host=False)
        return Answer(lines=self._calls.listing())

    def _supplementary(self, one: Asked, now: Ms) -> Answer:
        if one.form is Form.TEST:
            return told("+CHLD: (0,1,1x,2,2x,3)")
        wanted = _CHLD.fullmatch(one.value)
        if wanted is None or one.form is not Form.SET:
            return ERROR
        index = int(wanted[2]) if wanted[2] else None
        if self._bricked_by(int(wanted[1]), index):
            return Answer(result="", until=NEVER)
        return Answer(took_ms=100) if self._calls.supplementary(int(wanted[1]), index, now) else failed(Cme.NOT_ALLOWED)

    def _bricked_by(self, action: int, index: int | None) -> bool:
        call = self._calls.get(index) if index is not None else None
        early = call is not None and call.state is MobileCallState.DIALLING
        return self._mobile.family.bricks_on_early_release and action == 1 and early

    def _keys(self, one: Asked, _: Ms) -> Answer:
        """A key, keys in a row or at commas, or {key,time in 10 ms}; in a call that is connected only."""
        if one.form is Form.TEST:
            return told("+VTS: (0-9,A-D,*,#)")
        keys = _keys_in(",".join(one.fields) if "{" not in one.value else one.value)
        return self._send(keys) if keys else ERROR

    def _keys_of_call(self, one: Asked, _: Ms) -> Answer:
        """Huawei: AT^DTMF=1,5; of a call that is heard."""
        keys = _keys_in(one.fields[1]) if len(one.fields) == 2 else None
        call = self._calls.get(one.number(0) or 0)
        return self._send(keys) if keys and call is not None and call.state is MobileCallState.ACTIVE else ERROR

    def _send(self, keys: list[tuple[str, Ms]]) -> Answer:
        if not self._calls.talking:
            return failed(Cme.NOT_ALLOWED)
        if self._mobile.family.letters_refused and any(key in "ABCD" for key, _ in keys):
            return ERROR
        for key, ms in keys:
            self._mobile.wish(KeySent(key, ms))
        return Answer(took_ms=20)


def _keys_in(text: str) -> list[tuple[str, Ms]] | None:
    """None when it is something else, or more than 32."""
    keys: list[tuple[str, Ms]] = []
    place = 0
    while place < len(text):
        found = _KEYS.match(text, place)
        if found is None or len(keys) == 32:
            return None
        keys.append((found[1] or found[3], int(found[2]) * 10 if found[2] else DEFAULT_KEY_MS))
        place = found.end() + (text[found.end() : found.end() + 1] == ",")
    return keys
