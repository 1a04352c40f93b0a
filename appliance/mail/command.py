"""`callbox mail`: runs the mail program, tries the settings, tells how it goes."""

import argparse
import asyncio
import logging
import sys
from pathlib import Path

from appliance.control.as_text import local
from appliance.control.errors import BadSettings, NoBox
from appliance.control.mail_door import ask_test_blocking, door_of, patience_s
from appliance.control.place import settings_of
from appliance.mail.composing import test_mail
from appliance.mail.delivery import Delivery, Fate
from appliance.mail.program import serve, utc_ms
from appliance.model.mail import MailHealth, Tested
from appliance.model.settings import Settings
from appliance.store.faults import StoreFault
from appliance.store.mail_outbox import MAIL_DATABASE_NAME, mail_health


def main(argv: list[str]) -> int:
    """Exit code 0 when it is done, 1 when it could not be, 2 for settings that cannot be used."""
    asked = _arguments(argv)
    try:
        settings = settings_of(asked.config)
        return int(asked.act(settings, asked))
    except BadSettings as fault:
        return _complain(str(fault), 2)
    except (StoreFault, OSError) as fault:
        return _complain(str(fault), 1)


def _run(settings: Settings, _: argparse.Namespace) -> int:
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    asyncio.run(serve(settings))
    return 0


def _status(settings: Settings, _: argparse.Namespace) -> int:
    health = mail_health(Path(settings.box.state_dir) / MAIL_DATABASE_NAME)
    sys.stdout.write("".join(f"{line}\n" for line in _lines(settings, health)))
    return 0 if not health.fault else 1


def _lines(settings: Settings, health: MailHealth) -> list[str]:
    mail = settings.mail
    where = f"by {mail.host}:{mail.port} ({mail.security.value})" if mail.host else 'off: no "host" in [mail]'
    lines = [f"Mail {where}", f"{health.waiting} waiting, {health.sent} sent and {health.failed} given up in 30 days"]
    if health.sent_utc_ms:
        lines.append(f"The last was sent at {local(health.sent_utc_ms, '%Y-%m-%d %H:%M:%S')}")
    if health.fault:
        lines.append(f"Since {local(health.fault_utc_ms, '%Y-%m-%d %H:%M:%S')}: {health.fault}")
    return lines


def _test(settings: Settings, asked: argparse.Namespace) -> int:
    """By the mail program, which may read the password; where none runs, by this one."""
    if not settings.mail.host:
        text = '[mail] lacks the option "host": name the server that takes the mail'
        raise BadSettings(text)
    known = [address for addresses in settings.mail.to.values() for address in addresses]
    to = asked.address or next(iter(known), "")
    if not to:
        text = '[mail] has no address in "to"; name one here'
        raise BadSettings(text)
    tested = None
    if to in known:
        try:
            tested = ask_test_blocking(door_of(settings), to, patience_s(settings))
        except NoBox as nobody:
            sys.stderr.write(f"callbox: {nobody}; trying from here\n")
    tested = tested or asyncio.run(_directly(settings, to))
    sys.stdout.write(f"{to}: {tested.words}\n")
    return 0 if tested.sent else 1


async def _directly(settings: Settings, to: str) -> Tested:
    content = test_mail(settings.mail, settings.box.language, settings.box.name, to, utc_ms())
    delivered = await Delivery(settings.mail).send((to,), content)
    return Tested(sent=delivered.fate is Fate.SENT, words=delivered.words)


def _arguments(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="callbox mail", description="Messages as mail, with their sound.")
    place = argparse.ArgumentParser(add_help=False)
    place.add_argument("--config", metavar="FILE", help="the box's settings (default: /etc/callbox/appliance.toml)")
    words = parser.add_subparsers(metavar="WHAT", required=True)
    words.add_parser("run", parents=[place], help="send them, until told to stop").set_defaults(act=_run)
    words.add_parser("status", parents=[place], help="what waits, and what the server said").set_defaults(act=_status)
    test = words.add_parser("test", parents=[place], help="send a mail now, and say what the server says")
    test.add_argument("address", nargs="?", help="to whom (default: the first address of the settings)")
    test.set_defaults(act=_test)
    return parser.parse_args(argv or ["status"])


def _complain(sentence: str, code: int) -> int:
    sys.stderr.write(f"callbox: {sentence}\n")
    return code
