"""`callbox status`: the house now, with what keeps mail from going out."""

import sys
from pathlib import Path

import msgspec

from appliance.control.as_text import local, status
from appliance.control.blocking_client import BlockingClient
from appliance.control.schema import GetSnapshot, SnapshotReply
from appliance.model.mail import MailHealth
from appliance.model.snapshot import Snapshot
from appliance.model.words import Value
from appliance.store.faults import StoreFault
from appliance.store.mail_outbox import MAIL_DATABASE_NAME, mail_health


class HouseNow(Value, frozen=True, kw_only=True, tag=False):
    """What `--json` shows."""

    box: str
    snapshot: Snapshot
    mail: MailHealth


def show_status(box: BlockingClient, width: int, *, as_json: bool) -> None:
    """Raises NoBox, Refused."""
    reply = box.ask(GetSnapshot())
    if not isinstance(reply, SnapshotReply):
        return
    mail = _mail(Path(box.welcome.database).parent / MAIL_DATABASE_NAME)
    if as_json:
        now = HouseNow(box=box.welcome.box, snapshot=reply.snapshot, mail=mail)
        lines = [msgspec.json.encode(now).decode()]
    else:
        lines = status(box.welcome.box, reply.snapshot, width, mail_faults(mail))
    sys.stdout.write("".join(f"{line}\n" for line in lines))


def mail_faults(mail: MailHealth) -> tuple[str, ...]:
    """One sentence while the server does not take what it is given."""
    if not mail.fault:
        return ()
    since = f" since {local(mail.fault_utc_ms, '%Y-%m-%d %H:%M:%S')}" if mail.fault_utc_ms else ""
    waiting = f", {mail.waiting} waiting" if mail.waiting else ""
    return (f"Mail{since}{waiting}: {mail.fault}",)


def _mail(path: Path) -> MailHealth:
    """Of the mail program's own database; where that cannot be read, this is the fault."""
    try:
        return mail_health(path)
    except StoreFault as fault:
        return MailHealth(fault=str(fault))
    except OSError as fault:
        return MailHealth(fault=f"{path} cannot be read ({fault.strerror}); ask as the box's user")
