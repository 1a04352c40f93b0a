"""Waiting for the pages to have seen something, without sleeping."""

import asyncio
from collections.abc import Callable

from appliance.web.feed import Feed


async def reached(feed: Feed, state: Callable[[], bool]) -> None:
    """Returns once the feed is in that state; fails after a minute."""
    async with asyncio.timeout(60):
        while not state():
            await feed.next_change().wait()
