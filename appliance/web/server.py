"""The pages' process: `callbox web`."""

import argparse
import asyncio
import logging
import signal
import sys
from ipaddress import ip_address
from pathlib import Path

from appliance.certificates.chest import Chest
from appliance.certificates.faults import CertificateFault
from appliance.control.errors import BadSettings
from appliance.control.place import certificates_of, settings_of, socket_of
from appliance.model.accounts import Role
from appliance.store.accounts import ACCOUNTS_DATABASE_NAME
from appliance.store.faults import StoreFault
from appliance.web.pages import Pages, PagesOptions

log = logging.getLogger(__name__)


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
    except StoreFault as fault:
        sys.stderr.write(f"callbox web: {fault}; --accounts FILE names another place\n")
        return 1
    except CertificateFault as fault:
        sys.stderr.write(f"callbox web: {fault}\n")
        return 1
    except OSError as fault:
        reason = fault.strerror or str(fault)
        ports = " and ".join(str(port) for port in (options.port, options.https_port) if port is not None)
        place = f"{options.address}:{ports}"
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
        "--https-port",
        type=_port,
        metavar="PORT",
        help="port of https, 0 for any free one; also for this computer's own address (default: from the settings)",
    )
    parser.add_argument(
        "--accounts", metavar="FILE", help="file of the users (default: accounts.db in the settings' state_dir)"
    )
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
    accounts = Path(chosen.accounts or Path(settings.box.state_dir) / ACCOUNTS_DATABASE_NAME)
    without = settings.web.without_sign_in
    address = chosen.address or settings.web.address
    return PagesOptions(
        socket=chosen.socket or str(socket_of(settings)),
        address=address,
        port=settings.web.port if chosen.port is None else chosen.port,
        https_port=https_port(address, settings.web.https_port, chosen.https_port),
        certificates=certificates_of(settings),
        domain=settings.web.domain,
        hosts=tuple(chosen.host),
        accounts=accounts,
        without_sign_in=frozenset() if without == "nobody" else frozenset({Role(without)}),
        allow_from=settings.web.allow_from,
        config=chosen.config,
        language=settings.box.language,
    )


def https_port(address: str, wanted: int, insisted: int | None) -> int | None:
    """None: plain pages will do, for browsers trust the computer they run on (W3C Secure Contexts §3.1)."""
    if insisted is not None:
        return insisted
    try:
        return None if ip_address(address).is_loopback else wanted
    except ValueError:
        return None if address == "localhost" else wanted


async def _serve(options: PagesOptions) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    pages = Pages(options)
    try:
        port = await pages.start()
        host = f"[{options.address}]" if ":" in options.address else options.address
        log.info("callbox web: http://%s:%d/", host, port)
        if pages.encryption is not None:
            log.info("callbox web: https://%s:%d/", host, pages.https_port)
            known = await pages.encryption.ask(Chest.certificates)
            log.info("callbox web: its authority is %s, SHA-256 %s", known.root.subject, known.root.fingerprint)
            for doubt in known.doubts:
                log.warning("callbox web: %s", doubt)
        _tell(pages)
        await stop.wait()
    finally:
        await pages.close()


def _tell(pages: Pages) -> None:
    """Who may come in without an account, and how the first admin is made."""
    without = pages.options.without_sign_in
    if without:
        words = ", ".join(role.value for role in without)
        log.warning("callbox web: whoever sits at this machine is %s without signing in (without_sign_in)", words)
    if pages.options.allow_from:
        log.warning("callbox web: answers %s too (allow_from)", ", ".join(pages.options.allow_from))
    if pages.signing_in.first_code:
        log.warning(
            "callbox web: there is no admin yet; open /first-run and give the code %s, or use callbox user add",
            pages.signing_in.first_code,
        )
