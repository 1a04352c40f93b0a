"""What this machine is called and which addresses it has, asked of the kernel by rtnetlink(7)."""

import socket
import struct
from collections.abc import Iterable, Iterator
from ipaddress import IPv4Address, IPv6Address
from typing import Final

from appliance.certificates.authority import NETWORKS, Names, within

_GET_ADDRESSES: Final = 22
_NEW_ADDRESS: Final = 20
_DONE: Final = 3
_REQUEST_DUMP: Final = 0x301
_ADDRESS, _LOCAL, _FLAGS = 1, 2, 8
_PASSING: Final = 0x01 | 0x08 | 0x20 | 0x40
"""IFA_F_TEMPORARY, DADFAILED, DEPRECATED, TENTATIVE: gone tomorrow, or not there yet."""
_HEADER, _BODY, _PART = struct.Struct("=IHHII"), struct.Struct("=BBBBI"), struct.Struct("=HH")
MOST_ADDRESSES: Final = 32
"""A machine with many containers has hundreds; a certificate with all of them would not fit a TLS record."""


def own_names(more: Iterable[str] = (), domain: str = "") -> Names:
    """`more`: further names; `domain`: of the local network, which the machine is part of."""
    host = socket.gethostname().partition(".")[0].lower()
    wanted = [f"{host}.local", *([f"{host}.{domain}"] if domain else []), *(name.lower() for name in more), "localhost"]
    return Names(tuple(dict.fromkeys(wanted)), own_addresses())


def own_addresses() -> tuple[str, ...]:
    """Private ones that stay, in the kernel's order; of IPv6 none that a browser could not be given (fe80::)."""
    found = [address for address in _addresses() if within(address, NETWORKS) and not _needs_zone(address)]
    return tuple(dict.fromkeys(map(str, (IPv4Address("127.0.0.1"), IPv6Address("::1"), *found))))[:MOST_ADDRESSES]


def _needs_zone(address: IPv4Address | IPv6Address) -> bool:
    return address.version == 6 and address.is_link_local


def _addresses() -> Iterator[IPv4Address | IPv6Address]:
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE) as kernel:
        kernel.settimeout(2.0)
        kernel.send(_HEADER.pack(_HEADER.size + _BODY.size, _GET_ADDRESSES, _REQUEST_DUMP, 1, 0) + bytes(_BODY.size))
        while True:
            for kind, content in _messages(kernel.recv(65_536)):
                if kind != _NEW_ADDRESS:
                    return
                address = _address(content)
                if address is not None:
                    yield address


def _messages(received: bytes) -> Iterator[tuple[int, bytes]]:
    while len(received) >= _HEADER.size:
        length, kind, *_ = _HEADER.unpack_from(received)
        yield kind, received[_HEADER.size : length]
        received = received[(length + 3) & ~3 :]


def _address(content: bytes) -> IPv4Address | IPv6Address | None:
    family, _prefix, flags, *_ = _BODY.unpack_from(content)
    parts = dict(_parts(content[_BODY.size :]))
    flags = struct.unpack("=I", parts[_FLAGS])[0] if _FLAGS in parts else flags
    found = parts.get(_LOCAL, parts.get(_ADDRESS))
    if found is None or flags & _PASSING & ~(0x01 if family == socket.AF_INET else 0):
        return None  # of IPv4 the bit of "temporary" means "a further one of its network"
    return IPv4Address(found) if family == socket.AF_INET else IPv6Address(found)


def _parts(content: bytes) -> Iterator[tuple[int, bytes]]:
    while len(content) >= _PART.size:
        length, kind = _PART.unpack_from(content)
        yield kind, content[_PART.size : length]
        content = content[max(_PART.size, (length + 3) & ~3) :]
