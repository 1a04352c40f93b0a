"""The core process: the app behind its control socket. `callbox run` starts it; systemd watches it."""

import argparse
import asyncio
import logging
import signal
import sys
from collections.abc import Coroutine
from contextlib import closing
from pathlib import Path
from typing import Any

from appliance.app import open_app
from appliance.config import DEFAULT_FILE, SettingsFault
from appliance.config.document import document_of, to_json
from appliance.config.loading import Loaded
from appliance.control.place import socket_of
from appliance.control.server import serve
from appliance.control.socket_file import AlreadyRuns, BadPlace, SocketFile
from appliance.drivers.check import checked
from appliance.drivers.errors import DriverFault
from appliance.model.settings import Settings
from appliance.runtime.chancery import Source
from appliance.runtime.settings_book import files_differ
from appliance.runtime.systemd import Notifier
from appliance.store.faults import StoreFault

log = logging.getLogger(__name__)


def main(argv: list[str]) -> int:
    """Runs the box until SIGTERM or SIGINT and a drain, or a second one. Returns 0, or 1 with a sentence why not."""
    arguments = _arguments(argv)
    logging.basicConfig(
        level=arguments.log_level.upper(), format="%(levelname)s %(name)s: %(message)s", stream=sys.stderr
    )
    try:
        loaded = checked(arguments.config)
        if loaded.version:
            log.info("version %d of the settings holds", loaded.version)
            log_if_files_differ(arguments.config)
        place_wanted = socket_of(loaded.settings)
        with closing(SocketFile(place_wanted)) as place:  # first: a second box is refused with nothing touched
            asyncio.run(_run(loaded.settings, place, source_of(arguments.config, loaded)))
    except SettingsFault as fault:
        sys.stderr.write(f"{fault}\n")
        return 1
    except (StoreFault, DriverFault, AlreadyRuns, BadPlace) as fault:
        sys.stderr.write(f"callbox: {fault}\n")
        return 1
    return 0


async def _run(settings: Settings, place: SocketFile, source: Source) -> None:
    notifier = Notifier()
    app = await open_app(settings, notifier, source)
    try:
        door = await serve(app, place)
        try:
            asked = _asked_to_stop()
            await app.start()
            await asked.wait()
            log.info("asked to stop: no new calls; conversations may go on for %d s", settings.box.drain_ms // 1_000)
            asked.clear()
            app.drain()
            await _first_of(app.rested(), asked.wait())
        finally:
            await door.close()
    finally:
        await app.close()
    log.info("stopped")


def source_of(main_file: Path, loaded: Loaded) -> Source:
    """With what the files say, as it was read."""
    document = document_of((entry.table for entry in loaded.entries), [])
    return Source(main_file.absolute(), loaded.version, to_json(document))


def log_if_files_differ(main_file: Path) -> None:
    told = files_differ(main_file)
    if told:
        log.warning("%s", told)


def _asked_to_stop() -> asyncio.Event:
    asked, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, asked.set)
    return asked


async def _first_of(*waits: Coroutine[Any, Any, object]) -> None:
    tasks = [asyncio.create_task(wait) for wait in waits]
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()


def _arguments(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="callbox run", description="Runs the box: lines, engine, sound and store.")
    parser.add_argument("--config", type=Path, default=DEFAULT_FILE, metavar="FILE", help=f"default: {DEFAULT_FILE}")
    parser.add_argument("--log-level", default="info", choices=("debug", "info", "warning", "error"))
    return parser.parse_args(argv)
