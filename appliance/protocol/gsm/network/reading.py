"""One line of SIM, network or services to its value: the table from names to what reads them."""

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from appliance.protocol.gsm.fields import NamedLine, named_line
from appliance.protocol.gsm.network.callers import (
    Calling,
    Reached,
    Ringing,
    Waiting,
    WaitingBooking,
    read_calling,
    read_reached,
    read_ringing,
    read_waiting,
)
from appliance.protocol.gsm.network.operators import NetworksHeard, Operator, read_operator
from appliance.protocol.gsm.network.registration import Registration, read_registration
from appliance.protocol.gsm.network.services import (
    CallNote,
    Forwarding,
    OwnNumberShown,
    read_forwarding,
    read_note,
    read_own_number_shown,
)
from appliance.protocol.gsm.network.signal_level import SignalLevel, read_cesq, read_csq
from appliance.protocol.gsm.network.sim import (
    OwnNumber,
    Sim,
    read_own_number,
    read_sim,
    read_sim_event,
)
from appliance.protocol.gsm.network.storage import (
    Memories,
    MemoryFull,
    Sent,
    Stored,
    read_memories,
    read_memory_full,
    read_sent,
    read_stored,
)

NetworkValue: TypeAlias = (
    Sim
    | OwnNumber
    | Registration
    | SignalLevel
    | Operator
    | NetworksHeard
    | Calling
    | Reached
    | Ringing
    | Waiting
    | WaitingBooking
    | CallNote
    | Forwarding
    | OwnNumberShown
    | Memories
    | MemoryFull
    | Stored
    | Sent
)

_READERS: Final[Mapping[str, Callable[[NamedLine], NetworkValue | None]]] = {
    "+CPIN": read_sim,
    "^SIMST": read_sim_event,
    "+CNUM": read_own_number,
    "+CREG": read_registration,
    "+CGREG": read_registration,
    "+CEREG": read_registration,
    "+C5GREG": read_registration,
    "+CSQ": read_csq,
    "+CESQ": read_cesq,
    "+COPS": read_operator,
    "+CLIP": read_calling,
    "+COLP": read_reached,
    "+CRING": read_ringing,
    "+CCWA": read_waiting,
    "+CSSI": read_note,
    "+CSSU": read_note,
    "+CCFC": read_forwarding,
    "+CLIR": read_own_number_shown,
    "+CPMS": read_memories,
    "+CMTI": read_stored,
    "+CDSI": read_stored,
    "^SMMEMFULL": read_memory_full,
    "+QIND": read_memory_full,
    "+CMGS": read_sent,
}


def read_network_line(line: str) -> NetworkValue | None:
    """The line's value, of answers and events alike; None when it is of something else. Raises ModemFault."""
    named = named_line(line)
    reader = _READERS.get(named.name) if named else None
    return reader(named) if named and reader else None
