"""Connections that send a request's head a byte at a time, each replaced when it is shut.

python -m benchmarks.pages.loris NAME ADDRESS PORT COUNT; NAME is for who starts it.
"""

import asyncio
import contextlib
import sys
from itertools import chain, repeat

HEAD = b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: "
BETWEEN_BYTES_S = 1.0
BETWEEN_TRIES_S = 0.2


async def drip(address: str, port: int) -> None:
    """Until it is shut out."""
    reader, writer = await asyncio.open_connection(address, port)
    try:
        for sign in chain((bytes([each]) for each in HEAD), repeat(b"x")):
            writer.write(sign)
            await writer.drain()
            with contextlib.suppress(TimeoutError):
                if await asyncio.wait_for(reader.read(4_096), BETWEEN_BYTES_S) == b"":
                    return
    finally:
        writer.close()


async def drip_for_ever(address: str, port: int) -> None:
    while True:
        with contextlib.suppress(OSError):
            await drip(address, port)
        await asyncio.sleep(BETWEEN_TRIES_S)


async def drip_together(address: str, port: int, count: int) -> None:
    await asyncio.gather(*(drip_for_ever(address, port) for _ in range(count)))


if __name__ == "__main__":
    asyncio.run(drip_together(sys.argv[2], int(sys.argv[3]), int(sys.argv[4])))
