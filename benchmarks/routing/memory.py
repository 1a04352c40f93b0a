"""Bytes by which the process grows per waiting ticket of the router alone."""

import gc
from pathlib import Path
from resource import getpagesize

from _fastroute.router import Router

NEEDS = 100


def resident() -> int:
    """Bytes of this process that are in memory now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * getpagesize()


def ticket_bytes(tickets: int) -> float:
    """From half as many to so many: the tables have room for powers of two."""
    router = Router(explaining=False)
    needs = [router.need({each: 1}) for each in range(NEEDS)]

    def offer(first: int, last: int) -> None:
        for ticket in range(first, last):
            router.offer_ticket(ticket, needs[ticket % NEEDS], ticket, ticket, ticket)

    offer(0, tickets // 2)
    gc.collect()
    before = resident()
    offer(tickets // 2, tickets)
    return (resident() - before) / (tickets - tickets // 2)
