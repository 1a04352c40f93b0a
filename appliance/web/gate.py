"""The gate before every connection: how many may come in, and how long they may take to say what they want."""

import asyncio
import socket
from collections import Counter
from collections.abc import Callable, Iterable
from http import HTTPStatus
from ipaddress import IPv4Network, IPv6Network
from typing import cast

from appliance.model.words import Value
from appliance.web.guards import near
from appliance.web.problems import body


class Limits(Value, frozen=True, kw_only=True):
    per_address: int = 32
    """Connections: an office behind one router, a browser opens six."""
    in_all: int = 256
    deadline_s: float = 10.0
    """For a request's head, for its body, and for the peer to take what we send."""
    body_bytes: int = 1 << 20
    idle_s: float = 30.0
    """Between two requests of one connection."""


class Door:
    """Counts who is inside."""

    def __init__(self, limits: Limits, allowed: Iterable[IPv4Network | IPv6Network] = ()) -> None:
        """`allowed`: networks that may come in besides the private ones."""
        self.limits = limits
        self._allowed = tuple(allowed)
        self._inside: Counter[str] = Counter()

    def enter(self, address: str) -> bytes | None:
        """None when there is room; else the answer to send away with."""
        limits = self.limits
        if not near(address, self._allowed):
            detail = "this box answers its own network only; an admin may name others as allow_from in [web]"
            return refusal(HTTPStatus.FORBIDDEN, detail)
        if self._inside[address] >= limits.per_address:
            return refusal(
                HTTPStatus.TOO_MANY_REQUESTS, f"{limits.per_address} connections from one address are enough"
            )
        if self._inside.total() >= limits.in_all:
            return refusal(HTTPStatus.SERVICE_UNAVAILABLE, f"all {limits.in_all} connections are taken; try again soon")
        self._inside[address] += 1
        return None

    def leave(self, address: str) -> None:
        self._inside[address] -= 1
        if not self._inside[address]:
            del self._inside[address]

    def inside(self) -> int:
        return self._inside.total()


class Gate(asyncio.Protocol):
    """Stands between a transport and aiohttp's handler of it, which is only made for those who come in."""

    def __init__(self, door: Door, handler: Callable[[], asyncio.Protocol], entered_from: str = "") -> None:
        """`entered_from`: an address that was let in already; empty: who comes is yet to be let in."""
        self._door = door
        self._make_handler = handler
        self._entered_from = entered_from
        self._handler: asyncio.Protocol | None = None
        self._address = ""
        self._deadline: asyncio.TimerHandle | None = None
        self._slow_reader: asyncio.TimerHandle | None = None
        self._in_request = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._address = self._entered_from or str((transport.get_extra_info("peername") or ("?",))[0])
        refused = None if self._entered_from else self._door.enter(self._address)
        if refused is not None:
            self._transport.write(refused)
            self._transport.close()
            return
        self._limit_unacknowledged()
        self._await_head()
        self._handler = self._make_handler()
        self._handler.connection_made(transport)

    @property
    def is_inside(self) -> bool:
        """Whether leaving is its own to tell."""
        return self._handler is not None

    def data_received(self, data: bytes) -> None:
        if self._handler is None:
            return
        if not self._in_request and self._deadline is None:
            self._await_head()  # its size is aiohttp's to mind: 128 lines of 8 KiB at most
        self._handler.data_received(data)

    def eof_received(self) -> bool | None:
        return self._handler.eof_received() if self._handler is not None else None

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop(self._deadline)
        self._stop(self._slow_reader)
        if self._handler is not None:
            self._door.leave(self._address)
            self._handler.connection_lost(exc)

    def pause_writing(self) -> None:
        self._slow_reader = self._later(self._transport.abort)
        if self._handler is not None:
            self._handler.pause_writing()

    def resume_writing(self) -> None:
        self._stop(self._slow_reader)
        if self._handler is not None:
            self._handler.resume_writing()

    def request_began(self) -> None:
        """The head is there; what follows is not its drip."""
        self._in_request = True
        self._stop(self._deadline)
        self._deadline = None

    def request_ended(self) -> None:
        self._in_request = False

    def _await_head(self) -> None:
        self._deadline = self._later(self._transport.abort)

    def _later(self, act: Callable[[], None]) -> asyncio.TimerHandle:
        return asyncio.get_running_loop().call_later(self._door.limits.deadline_s, act)

    def _stop(self, timer: asyncio.TimerHandle | None) -> None:
        if timer is not None:
            timer.cancel()

    def _limit_unacknowledged(self) -> None:
        """A peer that takes nothing, or is unplugged, is given up by the kernel (TCP_USER_TIMEOUT of tcp(7))."""
        wire = self._transport.get_extra_info("socket")
        wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, int(self._door.limits.deadline_s * 2000))


def refusal(status: HTTPStatus, detail: str) -> bytes:
    """A whole answer, for those who do not get as far as aiohttp."""
    content = body(status, detail)
    head = (
        f"HTTP/1.1 {status.value} {status.phrase}\r\nContent-Type: application/problem+json\r\nRetry-After: 10\r\n"
        f"Content-Length: {len(content)}\r\nConnection: close\r\n\r\n"
    )
    return head.encode() + content
