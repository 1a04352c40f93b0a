"""Commands of an outgoing call and of a transfer on a voice modem, in order, with listening between them."""

import asyncio
from collections.abc import Callable
from enum import Enum
from typing import Final, NamedTuple

from appliance.drivers.line.modem.call_ear import CallEar
from appliance.drivers.line.modem.line_sound import LineSound
from appliance.drivers.line.modem.link import Link
from appliance.drivers.line.modem.outgoing_call import FAULTS
from appliance.model.signals import CommandDone, Result
from appliance.model.states import DialFault
from appliance.model.words import Ms, Value
from appliance.sound.detectors.call_progress import Heard

DIAL_TONE_MS: Final[Ms] = 5_000
"""Longest that dial tone is waited for; exchanges have it there within 3 s at most (E.431)."""
BLIND_MS: Final[Ms] = 2_000
"""Where it is not waited for, the line is given so long (V.250 §6.3.7, S6)."""
COMMA_S: Final = 2.0
"""A comma among the digits for an outside line (V.250 §6.3.9, S8)."""
SECOND_TONE_MS: Final[Ms] = 2_500
"""After a hook flash or a W, until its dial tone; some private exchanges have none and take digits all the same."""
EXTENSION_MS: Final[Ms] = 6_000
"""After an extension's digits, unless ringing is heard before: busy tone takes up to 4.5 s to be known, and an exchange
that does not know its extensions by their first digits waits for another one before."""

KEY_PAUSE_S: Final = 0.1
"""Between keys to a modem that takes them one by one."""
KEYS_AT_ONCE: Final = 8
"""In one command of 130 characters; some modems take no line longer than 255."""

MOST_REOPENED: Final = 3
"""Times in one listening that a stream which the modem ended by itself is opened again."""
LEAST_MS: Final[Ms] = 500
"""Listened for anew after that: tones are known by then."""

_UNHEARD: Final = "the modem ended its sound again and again while the exchange was listened to"
_DIAL_TONE: Final = frozenset({Heard.DIAL_TONE})
_AFTER_FLASH: Final = frozenset({Heard.DIAL_TONE, Heard.BUSY, Heard.CONGESTION, Heard.REPEATED})
_AT_EXTENSION: Final = frozenset({*FAULTS, Heard.RINGBACK, Heard.VOICE})
_RESULTS: Final = {
    Result.BUSY: DialFault.BUSY,
    Result.NO_ANSWER: DialFault.NO_ANSWER,
    Result.NO_DIALTONE: DialFault.NO_DIAL_TONE,
    Result.NO_CARRIER: DialFault.NO_ANSWER,
}


class How(Enum):
    """Digits go out as keys or as pulses."""

    TONE = "T"
    PULSE = "P"


class DialWanted(Value, frozen=True, kw_only=True):
    """What the settings of the line say of its calls."""

    how: How = How.TONE
    outside_line: str = ""
    """Before each number: digits, a comma for a pause of 2 s, W for a second dial tone."""
    wait_for_dial_tone: bool = True


class Aside:
    """Whether the far end waits at the exchange: each hook flash puts it there, or fetches it back."""

    def __init__(self) -> None:
        self.waits = False


class NotDialled(Exception):
    """The line is off-hook, or not, and the number is not out."""

    def __init__(self, cause: DialFault, detail: str) -> None:
        super().__init__(detail)
        self.cause = cause
        self.detail = detail


class NotTransferred(Exception):
    """The text says why; the far end is on the line again, or still."""


class Calling(NamedTuple):
    """What a call is made with. Every method raises DriverFault, too."""

    link: Link
    sound: LineSound
    ear: CallEar
    wanted: DialWanted
    aside: Aside

    async def dial(self, number: str, rings: Callable[[], bool]) -> bool:
        """Off-hook, dial tone, number. Returns in command mode, and whether the modem itself says who answered.

        Raises NotDialled. `rings`: whether somebody rings now, who would be answered instead.
        """
        for step in self.sound.modem.enter_voice():
            await self.link.do(step)
        if rings():
            raise NotDialled(DialFault.NOT_READY, "somebody rang in the moment before")
        await self.link.do(self.sound.family.answer)
        self.sound.through(self.ear)
        await self.sound.open_first(self.ear)
        await self._hear_dial_tone()
        await self._outside_line()
        return await self._number(number)

    async def transfer(self, number: str) -> None:
        """Hook flash, digits, and a moment of listening; returns in a stream. Raises NotTransferred."""
        if not self.sound.family.flash:
            raise NotTransferred(f"family {self.sound.family.title} knows no hook flash; transfer by other means")
        await self._flash(self.ear)
        heard = await self._listen(_AFTER_FLASH, SECOND_TONE_MS)
        await self._be_heard()
        if heard in _AFTER_FLASH - _DIAL_TONE:
            await self._fetch_back()
            raise NotTransferred(f"{heard.value} heard after the hook flash; the exchange takes no transfer now")
        try:
            await self._number(number)
        except NotDialled as fault:
            await self._fetch_back()
            raise NotTransferred(fault.detail) from fault
        self.ear.number_out(through=False)
        await self.sound.open()
        heard = await self._listen(_AT_EXTENSION, EXTENSION_MS)
        await self._be_heard()
        if heard in FAULTS:
            await self._fetch_back()
            raise NotTransferred(f"{heard.value} heard from extension {number}")

    async def let_go(self) -> None:
        """Before the line is put down in mid-transfer: on-hook, the exchange would join whoever waits with anything."""
        if self.aside.waits:
            await self._press_hook()

    async def _be_heard(self) -> None:
        """Raises NotTransferred, the far end fetched back, when the modem ended the sound that is listened to."""
        if self.ear.unheard:
            await self._fetch_back()
            raise NotTransferred(_UNHEARD)

    async def _fetch_back(self) -> None:
        """Another flash gives the far end back, on a private exchange as with calls on hold."""
        await self._flash(None)

    async def _flash(self, ear: CallEar | None) -> None:
        await self._press_hook()
        self.sound.through(ear)
        await self.sound.open()

    async def _press_hook(self) -> None:
        await self.sound.leave()
        self.aside.waits = not self.aside.waits  # as soon as it is sent: who is cancelled meanwhile has flashed
        for step in self.sound.family.flash:
            await self.link.do_once(step)  # a second one would fetch back whom the first put aside

    async def _listen(self, wanted: frozenset[Heard], within_ms: Ms) -> Heard | None:
        """As the ear does; a stream that the modem ends by itself meanwhile is opened again, a few times."""
        over_at = self.ear.progress.listened_ms + within_ms
        heard = await self.ear.listen(wanted, within_ms)
        for _ in range(MOST_REOPENED):
            if not self.ear.unheard:
                break
            await self.sound.leave()
            await self.sound.open()
            heard = await self.ear.listen(wanted, max(over_at - self.ear.progress.listened_ms, LEAST_MS))
        return heard

    async def _hear_tone(self, within_ms: Ms) -> bool:
        """Whether dial tone is there. Raises NotDialled where nobody can say."""
        heard = await self._listen(_DIAL_TONE, within_ms)
        if self.ear.unheard:
            raise NotDialled(DialFault.NOT_READY, f"{_UNHEARD}; unplug the modem and plug it in again")
        return heard is not None

    async def _hear_dial_tone(self) -> None:
        if not self.wanted.wait_for_dial_tone:
            await self._hear_tone(BLIND_MS)
        elif not await self._hear_tone(DIAL_TONE_MS):
            raise NotDialled(
                DialFault.NO_DIAL_TONE,
                f"nothing like a dial tone within {DIAL_TONE_MS // 1_000} s; look at the telephone cable and at "
                "[sound] country, or write wait_for_dial_tone = false for a line without one",
            )

    async def _outside_line(self) -> None:
        """Returns in a stream."""
        digits = ""
        for mark in f"{self.wanted.outside_line}\n":
            if mark.isdigit() or mark in "*#":
                digits += mark
                continue
            if digits:
                await self._number(digits)
                await self.sound.open()
            digits = ""
            if mark == ",":
                await asyncio.sleep(COMMA_S)
            elif mark in "Ww":
                await self._second_dial_tone()

    async def _second_dial_tone(self) -> None:
        self.ear.progress.listen_anew()
        if not await self._hear_tone(DIAL_TONE_MS):
            raise NotDialled(DialFault.NO_DIAL_TONE, f"no second dial tone after {self.wanted.outside_line}")

    async def _number(self, number: str) -> bool:
        """Returns in command mode, the digits out. Raises NotDialled."""
        dialling = self.sound.family.dialling
        await self.sound.leave()
        if self.wanted.how is How.TONE and dialling.by == "keys":
            await self._keys(number)
            return False
        for step in dialling.before:
            await self.link.do(step)
        command = dialling.command.replace("{how}", self.wanted.how.value).replace("{number}", number)
        done = await self.link.ask_once(command)
        if done is not None and done.result not in {Result.OK, Result.CONNECT}:
            raise _refused(done)
        return dialling.ok_means == "answered" and done is not None

    async def _keys(self, number: str) -> None:
        for start in range(0, len(number), KEYS_AT_ONCE):
            await self._some_keys(number[start : start + KEYS_AT_ONCE])

    async def _some_keys(self, keys: str) -> None:
        dialling = self.sound.family.dialling
        timed = ",".join(f"{dialling.key.replace('{digit}', digit)},{dialling.gap}" for digit in keys)
        for _ in range(2):  # a refusal has sounded nothing
            done = await self.link.ask_once(dialling.keys.replace("{keys}", timed))
            if done is None or done.ok:
                return  # where the OK was lost they were sounded, or dial tone goes on and is heard
        for key in keys:
            done = await self.link.ask_once(dialling.keys.replace("{keys}", key))
            if done is not None and not done.ok:
                raise _refused(done)
            await asyncio.sleep(KEY_PAUSE_S)


def wrong_number(number: str) -> str:
    """Why it cannot be dialled, one sentence; empty when it can."""
    if 1 <= len(number) <= 20 and set(number) <= set("0123456789*#"):
        return ""
    return f"{number[:40]!r}: expected 1 to 20 of 0-9, * and #"


def _refused(done: CommandDone) -> NotDialled:
    said = done.detail or done.result.value
    cause = _RESULTS.get(done.result, DialFault.REFUSED)
    return NotDialled(cause, f"the modem answered {done.command[:12]} with {said}")
