"""How each family tells of calls: its own lines first, then the standard's, all as the same small set of values."""

from collections.abc import Callable, Mapping
from typing import Final

from appliance.protocol.gsm.call_dialects.huawei import huawei
from appliance.protocol.gsm.call_dialects.others import wavecom, zte
from appliance.protocol.gsm.call_dialects.quectel import quectel
from appliance.protocol.gsm.call_dialects.simcom import sim7x00, sim800
from appliance.protocol.gsm.call_dialects.standard import standard
from appliance.protocol.gsm.call_signs import CallSign
from appliance.protocol.gsm.fields import NamedLine, named_line


class Dialect:
    """One family's way of telling. Values come out; ModemFault for a line that breaks its own rules."""

    def __init__(self, name: str, own: Callable[[str], CallSign | None]) -> None:
        self.name = name
        self._own = own

    def read(self, line: str) -> CallSign | None:
        """The line's sign; None when it has nothing to do with calls. Raises ModemFault."""
        own = self._own(line)
        return standard(line) if own is None else own


def _of_names(read: Callable[[NamedLine], CallSign | None]) -> Callable[[str], CallSign | None]:
    def own(line: str) -> CallSign | None:
        named = named_line(line)
        return read(named) if named else None

    return own


_ALL: Final = (
    Dialect("standard", standard),
    Dialect("huawei", _of_names(huawei)),
    Dialect("sim7x00", sim7x00),
    Dialect("sim800", sim800),
    Dialect("quectel", _of_names(quectel)),
    Dialect("wavecom", _of_names(wavecom)),
    Dialect("zte", zte),
)
DIALECTS: Final[Mapping[str, Dialect]] = {dialect.name: dialect for dialect in _ALL}
"""By the name that a modem's family has for it."""
