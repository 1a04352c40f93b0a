"""The archive: everything the core process writes down and looks up, opened and closed as one."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from appliance import __version__
from appliance.model.settings import DATABASE_NAME
from appliance.runtime import clock
from appliance.runtime.lookup import Lookup
from appliance.store.database import RunStart
from appliance.store.sound_files import SoundFiles
from appliance.store.writer import StoreWriter

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


class Archive:
    def __init__(self, state_dir: Path, tell: Callable[[str], None]) -> None:
        """Opens, checks and recovers the store. Must be called in the event loop's thread. Raises StoreRefused."""
        deliver = asyncio.get_running_loop().call_soon_threadsafe
        self.database = (state_dir / DATABASE_NAME).absolute()
        start = RunStart(
            boot_id=BOOT_ID.read_text().strip(), utc_ms=clock.utc_ms(), now=clock.now_ms(), program=__version__
        )
        self.writer = StoreWriter.open(self.database, start, deliver=deliver, tell=tell)
        self.sound_files = SoundFiles(state_dir, self.writer, deliver=deliver, tell=tell)
        self.lookup = Lookup(self.database)

    async def written(self) -> None:
        """All that was given to the store so far can be looked up, unless the disk fails."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.writer.when_durable(lambda _: done.set_result(None) if not done.done() else None)
        await done

    async def close(self) -> None:
        """Sound first: its rows follow it. What waits is written; a run that ends so has stopped properly."""
        await asyncio.to_thread(self.sound_files.close)
        self.lookup.close()
        await asyncio.to_thread(self.writer.close, clock.now_ms())
