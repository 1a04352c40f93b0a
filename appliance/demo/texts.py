"""The texts of the demonstration: what people send to its mobile lines, and whether the box has kept each of them."""

from collections.abc import Iterator, Sequence

from appliance.demo.site import Place
from appliance.model.records import TextRecord
from appliance.pretend.gsm.texts import PretendText
from appliance.store.reader import StoreReader

LONG = (
    "Good morning, my bicycle came back from you with a new chain last week, and now the gears jump on every hill. "
    "Could somebody look at it on Thursday afternoon? I work until four and could be with you at half past. Maria"
)
"""Comes in two parts."""

_LETTERS = (
    (3_000, "+4915112345678", LONG),
    (20_000, "Parcels", "Your parcel is with the neighbours at number 12."),
    (90_000, "+393381234567", "Größe 56, für \N{EURO SIGN} 480? Grüße, Jürgen"),
    (240_000, "+33612345678", "Merci, à demain 🚲"),
)
"""When, counted from the modem's start, from whom, and what."""


def sent(place: Place, *, only_first: bool) -> tuple[PretendText, ...]:
    """To the first mobile line; none in a house without one. `only_first`: for calls that are played fast."""
    lines = [line for line in place.line_names if place.is_mobile(line)]
    if not lines:
        return ()
    letters = _LETTERS[:1] if only_first else _LETTERS
    return tuple(PretendText(line=lines[0], at_ms=at, number=who, text=text) for at, who, text in letters)


def kept(place: Place) -> tuple[TextRecord, ...]:
    """What the box has of them, newest first."""
    if not place.database.exists():
        return ()
    with StoreReader(place.database) as store:
        return store.texts(len(_LETTERS) + 1)


def faults(texts: Sequence[PretendText], records: Sequence[TextRecord]) -> Iterator[str]:
    """A sentence for each text that the box has not, has otherwise, or has once more than it was sent."""
    for text in texts:
        same = [record for record in records if (record.line, record.sender, record.body) == _said(text)]
        if len(same) != 1:
            yield f'the text "{text.text[:20]}…" of {text.number} to {text.line} is kept {len(same)} times, not once'
    if len(records) > len(texts):
        yield f"{len(records)} texts are kept, not {len(texts)}"


def _said(text: PretendText) -> tuple[str, str, str]:
    return text.line, text.number, text.text
