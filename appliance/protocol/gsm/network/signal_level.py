"""How well the modem hears the network: +CSQ and +CESQ in dBm and bars (27.007 §8.5, §8.69)."""

from typing import Final

from appliance.model.words import Value
from appliance.protocol.gsm.fields import NamedLine

MOST_BARS: Final = 4

_STRENGTH_STEPS: Final = (-103, -97, -89, -77)
_LTE_STEPS: Final = (-118, -108, -98, -88)
"""dBm from which on there is one bar more; received power of LTE is told per subcarrier, so it is lower."""
_UNKNOWN: Final = frozenset({99, 199, 255})


class SignalLevel(Value, frozen=True):
    dbm: int | None
    """None when the modem does not know."""
    bars: int
    """0 to MOST_BARS."""
    bit_errors: int | None = None
    """RXQUAL, 0 best to 7 worst; GSM only."""

    @property
    def words(self) -> str:
        return "signal unknown" if self.dbm is None else f"{self.dbm} dBm, {self.bars} of {MOST_BARS} bars"


def read_csq(line: NamedLine) -> SignalLevel:
    """rssi,ber: 0 is -113 dBm or less, 31 is -51 or more; 100 to 191 are TD-SCDMA's -116 to -25. Raises ModemFault."""
    rssi, errors = line.required(0), line.number(1)
    if rssi not in _UNKNOWN and not (0 <= rssi <= 31 or 100 <= rssi <= 191):
        raise line.fault(f"rssi {rssi}", "0 to 31, 99, or 100 to 199")
    dbm = None if rssi in _UNKNOWN else (-113 + 2 * rssi if rssi <= 31 else -116 + rssi - 100)
    return SignalLevel(dbm, _bars(dbm, _STRENGTH_STEPS), errors if errors is not None and 0 <= errors <= 7 else None)


def read_cesq(line: NamedLine) -> SignalLevel:
    """rxlev,ber,rscp,ecno,rsrq,rsrp: the first of LTE, UMTS and GSM that is told. Raises ModemFault."""
    rsrp, rscp, rxlev = line.number(5), line.number(2), line.number(0)
    if rsrp is not None and 0 <= rsrp <= 97:
        return SignalLevel(rsrp - 141, _bars(rsrp - 141, _LTE_STEPS))
    errors = line.number(1)
    for told, most, offset in ((rscp, 96, -121), (rxlev, 63, -111)):
        if told is not None and 0 <= told <= most:
            dbm = told + offset
            return SignalLevel(dbm, _bars(dbm, _STRENGTH_STEPS), errors if errors is not None and errors <= 7 else None)
    return SignalLevel(None, 0)


def _bars(dbm: int | None, steps: tuple[int, ...]) -> int:
    return 0 if dbm is None else sum(dbm >= step for step in steps)
