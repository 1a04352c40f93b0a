"""What ALSA tells of the sound cards that are there, without opening any: names, ways, rates, who has them."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from appliance.drivers.sound.card.finder import CardFinder
from appliance.drivers.sound.card.holders import who_has
from appliance.drivers.sound.ways import Ways
from appliance.drivers.wire.port_holders import PROC
from appliance.model.words import Value

_RATES: Final = re.compile(r"^\s*Rates: ([\d, ]+)$", re.MULTILINE)
"""In stream0 of USB cards; of others nothing tells before they are opened."""


class CardFacts(Value, frozen=True, kw_only=True):
    name: str
    """As the settings name it."""
    words: str
    ways: Ways | None
    """None: it has neither a playback nor a capture stream."""
    rates: tuple[int, ...] = ()
    """Samples a second, sorted; empty where the card does not say."""
    holder: str = ""
    """Who has it open, and for what; empty when nobody has."""


def card_facts(finder: CardFinder | None = None, proc: Path = PROC) -> Iterator[CardFacts]:
    """By number."""
    for card in (finder or CardFinder()).cards():
        folder = proc / "asound" / f"card{card.number}"
        yield CardFacts(
            name=card.name,
            words=card.words,
            ways=_ways(folder),
            rates=tuple(sorted(_rates(folder))),
            holder=who_has(card.number, proc),
        )


def _ways(folder: Path) -> Ways | None:
    says, hears = any(folder.glob("pcm*p")), any(folder.glob("pcm*c"))
    return {(True, True): Ways.BOTH, (True, False): Ways.SAYS, (False, True): Ways.HEARS}.get((says, hears))


def _rates(folder: Path) -> set[int]:
    try:
        told = (folder / "stream0").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return set()
    return {int(rate) for line in _RATES.findall(told) for rate in line.split(",") if rate.strip().isdecimal()}
