"""The pages' process: `callbox web`."""

import argparse
import asyncio
import logging
import signal
import sys

from appliance.control.errors import BadSettings
from appliance.control.place import settings_of, socket_of
from appliance.web.pages import Pages, PagesOptions

log = logging.getLogger(__name__)

LOOPBACK = ("127.", "::1", "localhost")


def main(argv: list[str]) -> int:
    """Serves the pages until SIGTERM or Ctrl-C. 0 when stopped, 1 when the address cannot be had, 2 for settings."""
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    chosen = _parser().parse_args(argv)
    try:
        options = _options(chosen)
    except BadSettings as fault:
        sys.stderr.write(f"{fault}\n")
        return 2
    try:
        asyncio.run(_serve(options))
    except OSError as fault:
        reason = fault.strerror or str(fault)
        place = f"{options.address}:{options.port}"
        sys.stderr.write(
            f"callbox web: cannot listen on {place} ({reason}); choose another with --address and --port\n"
        )
        return 1
    return 0


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65_535:
        message = f"{text!r}: expected a port from 0 to 65535"
        raise argparse.ArgumentTypeError(message)
    return int(text)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="callbox web", description="Serves the pages of a running box.")
    parser.add_argument("--config", metavar="FILE", help="the box's settings (default: /etc/callbox/appliance.toml)")
    parser.add_argument("--socket", metavar="PATH", help="the box's control socket (default: from the settings)")
    parser.add_argument("--address", help="address to listen on (default: from the settings)")
    parser.add_argument("--port", type=_port, help="port to listen on, 0 for any free one (default: from the settings)")
    parser.add_argument(
        "--host",
        action="append",
        default=[],
        metavar="NAME",
        help="a further name the pages answer to; may be repeated",
    )
    return parser


def _options(chosen: argparse.Namespace) -> PagesOptions:
    settings = settings_of(chosen.config)
    return PagesOptions(
        socket=chosen.socket or str(socket_of(settings)),
        address=chosen.address or settings.web.address,
        port=settings.web.port if chosen.port is None else chosen.port,
        hosts=tuple(chosen.host),
        config=chosen.config,
    )


async def _serve(options: PagesOptions) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    pages = Pages(options)
    try:
        port = await pages.start()
        host = f"[{options.address}]" if ":" in options.address else options.address
        log.info("callbox web: http://%s:%d/", host, port)
        if not options.address.startswith(LOOPBACK):
            log.warning("callbox web: whoever reaches %s can read these pages; nobody signs in yet", options.address)
        await stop.wait()
    finally:
        await pages.close()
