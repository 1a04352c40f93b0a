"""Finds the sound card that the settings mean: by ALSA name, USB id, link in /dev/snd, PCM of ALSA's, or port."""

import re
from pathlib import Path
from typing import Final

from appliance.drivers.errors import DeviceGone, DeviceUnfit
from appliance.model.words import Value

NAME_FORMS: Final = (
    "a name such as Device or hw:CARD=Device (cat /proc/asound/cards), usb:VENDOR:PRODUCT[:SERIAL], a link of "
    "/dev/snd/by-path or by-id, or pcm:NAME of ALSA's configuration"
)
_USB: Final = re.compile(r"usb:([0-9a-f]{4}):([0-9a-f]{4})(?::([^/:]+))?", re.IGNORECASE)
_HARDWARE: Final = re.compile(r"(?:plug)?hw:CARD=([^,]+)(?:,DEV=0)?", re.IGNORECASE)
"""As aplay -L has it."""
_NUMBERED: Final = re.compile(r"(?:(?:plug)?hw:)?\d+(?:,\d+)?")
_CONTROL: Final = re.compile(r"controlC(\d+)")
_CARD: Final = re.compile(r"card(\d+)")
_PCM: Final = "pcm:"
_LEVELS: Final = 4
"""From a card up to its USB device."""


class FoundCard(Value, frozen=True, kw_only=True):
    device: str
    """As CardOrder wants it."""
    words: str
    """For people."""
    sign: tuple[str, int]
    """Changes when it is plugged out and in."""


class _Card(Value, frozen=True, kw_only=True):
    """One that is there, as sysfs tells of it."""

    number: int
    name: str
    """ALSA's short one: Device, Android, Headset."""
    product: str = ""
    usb: str = ""
    serial: str = ""
    folder: str = ""
    """Of the USB device; its name is the place on the bus, 1-1.2."""
    inode: int = 0

    @property
    def words(self) -> str:
        where = f" at USB {Path(self.folder).name}" if self.folder else ""
        return f"{self.name}{where}" + (f" ({self.product})" if self.product else "")


class CardFinder:
    """Looks anew each time: cards come and go, and change their numbers."""

    def __init__(self, sys: Path = Path("/sys")) -> None:
        self._cards = sys / "class" / "sound"

    def find(self, name: str, near: str = "") -> FoundCard:
        """`near`: folder in sysfs of a USB device; of several cards that fit, the one on it is meant.

        Raises DeviceGone where none fits, DeviceUnfit where several do or the name is none.
        """
        if name.startswith(_PCM):
            return FoundCard(device=name, words=name.removeprefix(_PCM), sign=(name, 0))
        if name.startswith("/"):
            return self._at_path(Path(name))
        if numbered(name):
            sentence = f"{name}: the numbers of sound cards change from start to start; expected {NAME_FORMS}"
            raise DeviceUnfit(sentence)
        there = self.cards()
        found = _those_named(name, there)
        on_it = [each for each in found if near and each.folder == near]
        return _one(name, on_it or found, there)

    def cards(self) -> tuple[_Card, ...]:
        """Every card there is, by number."""
        numbers = [int(card[1]) for entry in self._cards.glob("card*") if (card := _CARD.fullmatch(entry.name))]
        return tuple(self._card(number) for number in sorted(numbers))

    def _card(self, number: int) -> _Card:
        entry = self._cards / f"card{number}"
        name = _read(entry, "id") or f"card {number}"
        try:
            inode, node = entry.lstat().st_ino, (entry / "device").resolve(strict=True)
        except OSError:
            return _Card(number=number, name=name)
        for folder in (node, *node.parents[:_LEVELS]):
            if vendor := _read(folder, "idVendor"):
                return _Card(
                    number=number,
                    name=name,
                    product=_read(folder, "product"),
                    usb=f"{vendor}:{_read(folder, 'idProduct')}",
                    serial=_read(folder, "serial"),
                    folder=str(folder),
                    inode=inode,
                )
        return _Card(number=number, name=name, inode=inode)

    def _at_path(self, path: Path) -> FoundCard:
        try:
            real = path.resolve(strict=True)
            inode = real.stat().st_ino
        except (OSError, RuntimeError) as fault:
            sentence = f"{path}: no sound card there; expected {NAME_FORMS}; plug it in"
            raise DeviceGone(sentence) from fault
        if control := _CONTROL.fullmatch(real.name):
            return _as_found(self._card(int(control[1])))
        if not real.is_char_device():
            sentence = f"{path}: is no sound card; expected {NAME_FORMS}"
            raise DeviceUnfit(sentence)
        return FoundCard(device=str(path), words=str(path), sign=(str(real), inode))


def numbered(name: str) -> bool:
    """It names a card by ALSA's number, which is another one after the next start."""
    return _NUMBERED.fullmatch(name) is not None


def _those_named(name: str, there: tuple[_Card, ...]) -> list[_Card]:
    if usb := _USB.fullmatch(name):
        wanted, serial = f"{usb[1]}:{usb[2]}".lower(), usb[3]
        return [each for each in there if each.usb == wanted and serial in {None, each.serial}]
    hardware = _HARDWARE.fullmatch(name)
    lower = (hardware[1] if hardware else name).lower()
    exactly = [each for each in there if each.name.lower() == lower]
    return (
        exactly
        if exactly or hardware
        else [each for each in there if lower in each.name.lower() or lower in each.product.lower()]
    )


def _one(name: str, found: list[_Card], there: tuple[_Card, ...]) -> FoundCard:
    if not found:
        others = ", ".join(each.words for each in there) or "none"
        raise DeviceGone(f"{name}: no such sound card; plug it in; the cards that are there: {others}")
    if len(found) > 1:
        which = " and ".join(each.words for each in found)
        raise DeviceUnfit(
            f"{name}: {len(found)} such sound cards are there, {which}; expected one; name a link of /dev/snd/by-path"
        )
    return _as_found(found[0])


def _as_found(card: _Card) -> FoundCard:
    return FoundCard(device=f"hw:{card.number}", words=card.words, sign=(card.folder or card.name, card.inode))


def _read(folder: Path, name: str) -> str:
    """One attribute of sysfs; empty when it is not there."""
    try:
        return (folder / name).read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""
