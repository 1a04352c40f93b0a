"""Parameters that a GSM modem stores: what each takes, what it holds, and the answers to ? and =? (V.250 §5.4.4)."""

from collections.abc import Mapping

from appliance.model.words import Value
from appliance.pretend.gsm.asking import ERROR, OK, Answer, Asked, Form, told


class Stored(Value, frozen=True):
    """One parameter."""

    default: str
    """Fields at commas, as ? shows them."""
    allowed: str = ""
    """As =? shows it: (0-2),(0,1),("GSM","UCS2"); a group of another shape, or none, takes anything."""


def groups(allowed: str) -> list[str]:
    """(0-2),(0,1) → 0-2 and 0,1."""
    return [part.rstrip(",").rstrip(")") for part in allowed.split("(")[1:]]


def within(allowed: str, fields: tuple[str, ...]) -> bool:
    """Every field given is one its group allows; fields left out stay as they were."""
    wanted = groups(allowed)
    if not wanted:
        return True
    return len(fields) <= len(wanted) and all(map(_fits, wanted, fields))


def _fits(group: str, field: str) -> bool:
    if not field:
        return True
    for item in group.split(","):
        least, dash, most = item.partition("-")
        if item.strip('"') == field:
            return True
        if dash and least.isdigit() and most.isdigit() and field.isdigit() and int(least) <= int(field) <= int(most):
            return True
    return not group


class Settings:
    """Values by name; power-on and ATZ restore them."""

    def __init__(self, known: Mapping[str, Stored]) -> None:
        self._known = known
        self._values: dict[str, list[str]] = {}
        self.restore()

    def restore(self) -> None:
        self._values = {name: stored.default.split(",") for name, stored in self._known.items()}

    def __contains__(self, name: str) -> bool:
        return name in self._known

    def text(self, name: str, place: int = 0) -> str:
        """A field; "" where the modem does not know the parameter."""
        fields = self._values.get(name, [])
        return fields[place].strip('"') if place < len(fields) else ""

    def number(self, name: str, place: int = 0) -> int:
        text = self.text(name, place)
        return int(text) if text.isdigit() else 0

    def answer(self, asked: Asked) -> Answer:
        """A command for a parameter that is known."""
        stored = self._known[asked.name]
        if asked.form is Form.TEST:
            return told(f"{asked.name}: {stored.allowed}") if stored.allowed else OK
        if asked.form is Form.READ:
            return told(f"{asked.name}: {','.join(self._values[asked.name])}")
        return self.put(asked)

    def put(self, asked: Asked) -> Answer:
        stored, fields = self._known[asked.name], asked.fields
        if asked.form is Form.DO:  # the setting forms of 27.005 and 27.007 without a value restore the default
            self._values[asked.name] = stored.default.split(",")
            return OK
        if not within(stored.allowed, fields):
            return ERROR
        values = self._values[asked.name]
        for place, field in enumerate(fields):
            quoted = f'"{field}"' if '"' in stored.default.split(",")[min(place, len(values) - 1)] else field
            if place < len(values):
                values[place] = quoted if field else values[place]
            else:
                values.append(quoted)
        return OK


COMMON: Mapping[str, Stored] = {
    "+CLIP": Stored("0", "(0,1)"),
    "+COLP": Stored("0", "(0,1)"),
    "+CRC": Stored("0", "(0,1)"),
    "+CSSN": Stored("0,0", "(0,1),(0,1)"),
    "+CREG": Stored("0", "(0-2)"),
    "+CGREG": Stored("0", "(0-2)"),
    "+CNMI": Stored("0,0,0,0,0", "(0-2),(0-3),(0,2),(0-2),(0,1)"),
    "+CMGF": Stored("0", "(0)"),
    "+CSMS": Stored("0", "(0,1)"),
    "+CSCS": Stored('"IRA"', '("GSM","IRA","HEX","UCS2")'),
    "+CSMP": Stored("17,167,0,0"),
    "+CSDH": Stored("0", "(0,1)"),
    "+CMGS": Stored("0"),
    "+CVHU": Stored("0", "(0,1)"),
    "+CMUT": Stored("0", "(0,1)"),
    "+CLVL": Stored("5", "(0-100)"),
    "+VTD": Stored("1", "(1-255)"),
    "+CSTA": Stored("129", "(129,145)"),
    "+CMOD": Stored("0", "(0-3)"),
    "+CBST": Stored("0,0,1", "(0,7,12,14,65,68,70,71,75),(0),(0,1)"),
    "+CR": Stored("0", "(0,1)"),
    "+CTZU": Stored("0", "(0,1)"),
    "+CTZR": Stored("0", "(0,1)"),
    "+CMER": Stored("0,0,0,0", "(0-3),(0),(0),(0-2)"),
    "+CGATT": Stored("1", "(0,1)"),
    "+CGEREP": Stored("0,0", "(0-2),(0,1)"),
    "+CPLS": Stored("0", "(0-2)"),
    "+IPR": Stored("115200", "(0,9600,19200,38400,57600,115200,230400,460800,921600)"),
    "+IFC": Stored("0,0", "(0-2),(0-2)"),
    "+ICF": Stored("3,3", "(1-6),(0-3)"),
}
"""What every family stores (27.007, 27.005); a family adds to it and may drop some."""
