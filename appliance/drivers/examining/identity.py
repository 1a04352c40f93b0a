"""Who sits on a port: analog voice modem, GSM modem or neither, and its family."""

from typing import Final, NamedTuple

from appliance.drivers.examining.questions import Questions
from appliance.drivers.line.modem.families import AUTO, Family, choose_family, families_with
from appliance.drivers.line.modem.gsm_family import GsmFamily
from appliance.drivers.line.modem.voice_family import VoiceFamily
from appliance.model.diagnosis import ModemKind
from appliance.protocol.masking import masked

_IDENTITY: Final = ("ATI", "ATI3", "AT+FMI?", "AT+FMM?", "AT+GMM", "AT+CGMI", "AT+CGMM")
_MOBILE: Final = (("AT+CREG?", "+CREG:"), ("AT+CSQ", "+CSQ:"))
"""Questions that only a modem with a radio answers so, with a SIM as without."""
_LONGEST: Final = 100
"""Characters of what it says of itself."""
_FIT: Final[dict[ModemKind, type[Family]]] = {ModemKind.VOICE: VoiceFamily, ModemKind.GSM: GsmFamily}


class Identity(NamedTuple):
    kind: ModemKind
    classes: tuple[str, ...]
    """Of +FCLASS=?."""
    says: str
    """Masked."""
    name: str
    """Of the family; empty for a data modem."""
    family: Family | None


async def identify(questions: Questions, wanted: str = AUTO, folder: str = "") -> Identity:
    """`wanted`: the family that the settings name. Raises DriverFault when it falls silent."""
    said = [line.strip() for command in _IDENTITY for line in await questions.lines(command)]
    classes = _classes(await questions.lines("AT+FCLASS=?"))
    kind = await _kind(questions, classes)
    name, family = _family(kind, "\n".join(said), questions.link.usb, (wanted, folder))
    return Identity(kind, classes, _shown(said), name, family)


def _shown(said: list[str]) -> str:
    """What is no number, each once."""
    lines = dict.fromkeys(line for line in said if line and not line.isdecimal() and masked(line) == line)
    text = ", ".join(line for line in lines if not line.startswith("+"))
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"


def _classes(lines: tuple[str, ...]) -> tuple[str, ...]:
    text = " ".join(lines).partition(":")[2] or " ".join(lines)
    return tuple(part for part in (piece.strip(" ()") for piece in text.split(",")) if part)


async def _kind(questions: Questions, classes: tuple[str, ...]) -> ModemKind:
    for command, name in _MOBILE:
        if any(line.startswith(name) for line in await questions.lines(command)):
            return ModemKind.GSM
    return ModemKind.VOICE if "8" in classes else ModemKind.DATA


def _family(kind: ModemKind, said: str, usb: str, settings: tuple[str, str]) -> tuple[str, Family | None]:
    fit = _FIT.get(kind)
    if fit is None:
        return "", None
    wanted, folder = settings
    families = families_with(folder)
    for name in (wanted, choose_family(families, fit, said, usb)):
        found = families.sound.get(name)
        if isinstance(found, fit):
            return name, found
    return "", None
