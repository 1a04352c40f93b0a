"""`callbox doctor sound`: the sound cards there are; a tone through one of them, the level of what another hears."""

import argparse
import asyncio
import sys
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Final

import msgspec
import numpy as np

from appliance.control.as_text import Column, plain, table
from appliance.drivers.errors import DriverFault
from appliance.drivers.sound.attended import Attended
from appliance.drivers.sound.card.facts import CardFacts, card_facts
from appliance.drivers.sound.choosing import sound_device
from appliance.drivers.sound.ways import SoundCounts, Ways
from appliance.model.settings import DriverChoice
from appliance.model.words import Value
from appliance.sound.frames import FRAME_SAMPLES, SILENCE, Come, Frame
from appliance.sound.measure import dominant_hz, level_dbm0
from appliance.sound.tones import sine

SECONDS: Final = 3
TONE_HZ: Final = 1_000.0
TONE_DBM0: Final = -15.0
LOUD_DBM0: Final = -50.0
"""Below it nothing is heard but the card's own noise."""
COLUMNS: Final = (Column("CARD", 9), Column("WAYS", 8), Column("RATES", 2), Column("WHAT", 5), Column("HELD BY", 7))
_WAYS: Final = {Ways.BOTH: "in and out", Ways.SAYS: "out", Ways.HEARS: "in", None: "none"}


class Measured(Value, frozen=True, kw_only=True):
    """Of a card that was tried."""

    card: str
    what: str
    level_dbm0: float | None = None
    """Of what was heard; None for a tone."""
    hz: int | None = None
    """The loudest tone in it, where anything is loud."""
    counts: SoundCounts


def look(chosen: argparse.Namespace, width: int) -> int:
    """Returns 0, 1 when the card did not do what it should. Raises DriverFault."""
    if chosen.tone or chosen.level:
        measured = asyncio.run(tried(chosen.tone or chosen.level, Ways.SAYS if chosen.tone else Ways.HEARS))
        _show(measured, [_told(measured)], as_json=chosen.json)
        return 1 if measured.counts.rough or measured.counts.missing > 1 else 0
    cards = tuple(card_facts())
    _show(cards, _listed(cards, width), as_json=chosen.json)
    return 0


async def tried(card: str, ways: Ways, driver: str = "portaudio", seconds: float = SECONDS) -> Measured:
    """A tone, or what is heard, for so long. Raises DriverFault: it is away, held, stuck."""
    port = _Port()
    choice = DriverChoice(driver=driver, options={"card": card} if driver == "portaudio" else {}, place="the card")
    sound = Attended(card, partial(sound_device, choice, port, ways=ways))
    try:
        what = await sound.prepare()
        serving = asyncio.ensure_future(sound.serve())
        sound.flow()
        await asyncio.wait((serving,), timeout=seconds)
        counts = sound.counts
        if serving.done():
            serving.result()
        serving.cancel()
    finally:
        await sound.close()
    heard = np.concatenate(port.heard_frames) if port.heard_frames else SILENCE
    level = round(level_dbm0(heard), 1) if ways.heard else None
    loud = level is not None and level > LOUD_DBM0
    if not counts.heard:
        raise DriverFault(f"{card}: no sound flows; plug it in again, or use another")
    return Measured(
        card=card, what=what, level_dbm0=level, hz=round(dominant_hz(heard)) if loud else None, counts=counts
    )


class _Port:
    """Says a tone, keeps what it hears: as long as the card is tried, and no longer."""

    def __init__(self) -> None:
        self.heard_frames: list[Frame] = []
        self._tone = sine(TONE_HZ, 1_000, TONE_DBM0).reshape(-1, FRAME_SAMPLES)
        self._at = 0

    def heard(self, frame: Frame) -> None:
        self.heard_frames.append(frame)

    def to_say(self) -> Frame:
        self._at = (self._at + 1) % len(self._tone)
        frame: Frame = self._tone[self._at]
        return frame

    def to_say_if_there(self) -> Frame | None:
        return self.to_say()

    def tell_when_said(self, come: Come | None, *, ahead: int = 0) -> None:
        """A sound device asks by its own clock."""


def _listed(cards: tuple[CardFacts, ...], width: int) -> Iterator[str]:
    if not cards:
        yield "No sound cards are here: plug one in, and look at `cat /proc/asound/cards`."
        return
    rows = [
        (
            each.name,
            _WAYS[each.ways],
            ", ".join(map(str, each.rates)) or "not told",
            each.words,
            each.holder or "nobody",
        )
        for each in cards
    ]
    yield from table(COLUMNS, rows, width)


def _told(measured: Measured) -> str:
    counts = measured.counts
    trouble = f"; {counts.rough} overruns or underruns, {counts.missing} frames late" if counts.rough else ""
    if measured.level_dbm0 is None:
        return (
            f"{measured.card} ({measured.what}): {TONE_HZ:g} Hz for {counts.heard / 50:.1f} s; was it heard?{trouble}"
        )
    tone = f", loudest at {measured.hz} Hz" if measured.hz is not None else ", which is no sound but its own noise"
    return f"{measured.card} ({measured.what}): hears {measured.level_dbm0:g} dBm0{tone}{trouble}"


def _show(value: Value | tuple[Value, ...], lines: Iterable[str], *, as_json: bool) -> None:
    """JSON is one line: an object, or a list of them, empty where there is none."""
    shown = [msgspec.json.encode(value).decode()] if as_json else map(plain, lines)
    sys.stdout.writelines(f"{line}\n" for line in shown)
