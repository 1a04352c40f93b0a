"""What the settings say of sound devices together: cards that two want, bells without a loudspeaker, cards away."""

from collections.abc import Iterator
from typing import NamedTuple

from appliance.config.loading import choices
from appliance.config.places import Place
from appliance.config.references import Entry
from appliance.config.tables import AgentTable, LineInTable, LineTable, LoudspeakerTable
from appliance.drivers.errors import DriverFault
from appliance.drivers.sound.card.finder import CardFinder
from appliance.drivers.sound.ways import Ways


class _Use(NamedTuple):
    """Somebody's card."""

    card: str
    ways: Ways
    place: Place


def device_faults(entries: tuple[Entry, ...]) -> Iterator[str]:
    yield from _bells(entries)
    taken: list[_Use] = []
    for use in _uses(entries):
        first = next((other for other in taken if _meet(other, use)), None)
        taken.append(use)
        if first is not None:
            yield use.place.wrong(use.card, f"is the sound card of {first.place.where} already; give each its own")


def card_doubts(entries: tuple[Entry, ...], finder: CardFinder | None = None) -> Iterator[str]:
    """Of headsets, the loudspeaker and the line-in: what is wrong with their cards now. Nothing is refused for it."""
    for use in _uses(entries):
        if not use.place.where or use.card.startswith("pcm:"):
            continue
        try:
            (finder or CardFinder()).find(use.card)
        except DriverFault as fault:
            yield f"{use.place.where} sound card {fault}"


def _bells(entries: tuple[Entry, ...]) -> Iterator[str]:
    if next(choices(entries, LoudspeakerTable), None) is not None:
        return
    for _, choice in choices(entries, AgentTable):
        rings = choice.options.get("rings")
        if choice.driver == "headset" and rings in {"loudspeaker", "both"}:
            problem = "there is no loudspeaker; describe it in [loudspeaker], or ring in the headset"
            yield Place(choice.place, ("options", "rings")).wrong(rings, problem)


def _uses(entries: tuple[Entry, ...]) -> Iterator[_Use]:
    """Every card that is named; a text that is none is told elsewhere."""
    for _, choice in choices(entries, LineTable):
        yield from _use(choice.options.get("card"), Ways.BOTH, Place(choice.place, ("options", "card")))
    for _, choice in choices(entries, AgentTable):
        device = choice.options.get("device")
        if isinstance(device, dict):
            yield from _use(device.get("card"), Ways.BOTH, Place(choice.place, ("options", "device", "card")))
    for _, choice in choices(entries, LoudspeakerTable):
        yield from _use(choice.options.get("card"), Ways.SAYS, Place(choice.place, ("options", "card")))
    for _, choice in choices(entries, LineInTable):
        yield from _use(choice.options.get("card"), Ways.HEARS, Place(choice.place, ("options", "card")))


def _use(card: object, ways: Ways, place: Place) -> Iterator[_Use]:
    if isinstance(card, str) and card:
        yield _Use(card, ways, place)


def _meet(one: _Use, other: _Use) -> bool:
    """The same card, the same way; a PCM of ALSA's own may mix, and is its maker's business."""
    same = one.card.lower() == other.card.lower() and not one.card.startswith("pcm:")
    return same and ((one.ways.heard and other.ways.heard) or (one.ways.said and other.ways.said))
