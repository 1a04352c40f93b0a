"""Texts as people send them, cut into the parts a network delivers (23.040 §9.2.3.24.1), and put together again."""

from collections.abc import Callable
from typing import Annotated

import msgspec

from appliance.model.words import LineName, Ms, Value
from appliance.pretend.gsm.alphabet import septets
from appliance.pretend.gsm.tpdu import Alphabet, PartOf, Submitted, deliver, fits_gsm7, header_of, user_data
from appliance.pretend.script import Span

GSM7_ALONE, GSM7_PART, GSM7_WIDE_PART = 160, 153, 152
UCS2_ALONE, UCS2_PART, UCS2_WIDE_PART = 70, 67, 66
MOST_UNJOINED = 64
"""Long texts of the host of which parts are missing; the oldest is told as it is."""
_CLASS_0 = 0x10
_UCS2_CODING, _OCTET_CODING = 0x08, 0x04
_WAP_PUSH_PORTS = bytes((0x05, 4)) + (2948).to_bytes(2, "big") + (9200).to_bytes(2, "big")
"""16-bit application ports (23.040 §9.2.3.24.4): 2948 is WAP push."""


class PretendText(Value, frozen=True, kw_only=True):
    """One text somebody sends to a line."""

    line: LineName = ""
    """Empty: the first line that takes texts."""
    at_ms: Span = 0
    number: Annotated[str, msgspec.Meta(pattern="^[+]?[0-9*#]{1,20}$|^[ -~]{1,11}$")] = "+4915112345678"
    """Or an alphanumeric name of at most 11 characters."""
    text: Annotated[str, msgspec.Meta(max_length=5_000)] = ""
    flash: bool = False
    """Class 0: shown, never stored (23.038 §4)."""
    unicode: bool = False
    """UCS2 even where the GSM alphabet would do."""
    wide_reference: bool = False
    """Parts carry a reference of 16 bits."""
    order: tuple[int, ...] = ()
    """In which the parts come, counted from 1; one left out never comes, one named twice comes twice."""
    data: Annotated[str, msgspec.Meta(pattern="^([0-9A-Fa-f]{2})*$", max_length=260)] = ""
    """Hexadecimal: 8-bit data instead of text."""
    wap_push: bool = False
    """The data is addressed to the WAP push port."""


class SentText(Value, frozen=True, kw_only=True):
    """What the network got from a line, whole: one JSON line of the report."""

    line: LineName
    at_ms: Ms
    """CLOCK_MONOTONIC, of the last part."""
    destination: str
    text: str
    parts: int = 1
    """Received; fewer than were announced when the host never sent the rest."""
    missing: int = 0
    data: str = ""
    """Hexadecimal, of 8-bit data."""
    report_wanted: bool = False


def parts_of(text: PretendText, reference: int, moment: str) -> list[bytes]:
    """SMS-DELIVER units in the order they come; `moment` as tpdu.timestamp() wants it."""
    if text.data:
        header = header_of(_WAP_PUSH_PORTS) if text.wap_push else b""
        body = user_data("", Alphabet.OCTETS, header, bytes.fromhex(text.data))
        return [deliver(text.number, _OCTET_CODING, moment, body, has_header=bool(header))]
    alphabet = Alphabet.GSM7 if fits_gsm7(text.text) and not text.unicode else Alphabet.UCS2
    coding = (_UCS2_CODING if alphabet is Alphabet.UCS2 else 0) | (_CLASS_0 if text.flash else 0)
    pieces = cut(text.text, alphabet, wide=text.wide_reference)
    made = []
    for place, piece in enumerate(pieces, 1):
        part = PartOf(reference, len(pieces), place, text.wide_reference)
        header = header_of(part.element()) if len(pieces) > 1 else b""
        body = user_data(piece, alphabet, header)
        made.append(deliver(text.number, coding, moment, body, has_header=bool(header)))
    return [made[place - 1] for place in text.order if 1 <= place <= len(made)] if text.order else made


def cut(text: str, alphabet: Alphabet, *, wide: bool = False) -> list[str]:
    """Pieces of 160 septets when one is enough, else of 153; 70 and 67 in UCS2. No character is torn apart."""
    if alphabet is Alphabet.GSM7:
        alone, most, size = GSM7_ALONE, GSM7_WIDE_PART if wide else GSM7_PART, _in_septets
    else:
        alone, most, size = UCS2_ALONE, UCS2_WIDE_PART if wide else UCS2_PART, _in_ucs2
    if size(text) <= alone:
        return [text]
    pieces = [""]
    for character in text:
        if size(pieces[-1] + character) > most:
            pieces.append("")
        pieces[-1] += character
    return pieces


def _in_septets(text: str) -> int:
    return len(septets(text))


def _in_ucs2(text: str) -> int:
    return len(text.encode("utf-16-be")) // 2


_Key = tuple[str, int, bool]


class Joiner:
    """Puts the parts of the host's long texts together, whatever their order; what is whole is given to `whole`."""

    def __init__(self, line: LineName, whole: Callable[[SentText], None]) -> None:
        self._line = line
        self._whole = whole
        self._waiting: dict[_Key, dict[int, Submitted]] = {}

    def take(self, sent: Submitted, now: Ms) -> None:
        part = sent.part
        if part is None or part.total < 2:
            self._tell([sent], 0, now)
            return
        key = (sent.destination, part.reference, part.wide)
        parts = self._waiting.setdefault(key, {})
        parts[part.place] = sent
        if len(parts) == part.total:
            self._tell([parts[place] for place in sorted(self._waiting.pop(key))], 0, now)
        elif len(self._waiting) > MOST_UNJOINED:
            self._give_up(next(iter(self._waiting)), now)

    def give_up_all(self, now: Ms) -> None:
        for key in list(self._waiting):
            self._give_up(key, now)

    def _give_up(self, key: _Key, now: Ms) -> None:
        parts = self._waiting.pop(key)
        first = next(iter(parts.values()))
        total = first.part.total if first.part else len(parts)
        self._tell([parts[place] for place in sorted(parts)], total - len(parts), now)

    def _tell(self, parts: list[Submitted], missing: int, now: Ms) -> None:
        self._whole(
            SentText(
                line=self._line,
                at_ms=now,
                destination=parts[0].destination,
                text="".join(part.text for part in parts),
                parts=len(parts),
                missing=missing,
                data=b"".join(part.octets for part in parts).hex(),
                report_wanted=any(part.wants_report for part in parts),
            )
        )
