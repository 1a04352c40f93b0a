"""Messages go out as mail once, whatever the server does; what it said is told in its own words."""

import asyncio
import socket
import threading
from collections.abc import AsyncIterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from appliance.mail.delivery import Delivery
from appliance.mail.postman import FIRST_PATIENCE_MS, LONGEST_PATIENCE_MS, Postman, patience_ms
from appliance.model.mail import MailHealth, MailSecurity, MailSound
from appliance.model.settings import Settings
from appliance.sound.wav import channels_from_bytes
from appliance.store.mail_outbox import MAIL_DATABASE_NAME, mail_health
from tests.mail.smtp_house import SESAME, Clock, Server, certificate, serving, settings
from tests.runtime.left_messages import TAKEN_UTC_MS, Left, leave, left, messages_left, sound

HOUR_MS = 3_600_000


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[Left]:
    async with messages_left(tmp_path) as opened:
        yield opened


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with serving() as book:
        yield book


class Mailing:
    """A postman who has just begun, and his clock."""

    def __init__(self, house: Left, wanted: Settings, tls: Any = None) -> None:
        self.house = house
        self.settings = wanted
        self.clock = Clock(TAKEN_UTC_MS)
        self.tls = tls
        self.postman = self.begin()

    def begin(self) -> Postman:
        return Postman(self.settings, Delivery(self.settings.mail, self.tls), self.clock)

    async def leave(self, *messages: Any) -> None:
        leave(self.house.archive, *messages)
        await self.house.archive.written()

    async def round(self, later_ms: int = 0) -> int | None:
        self.clock.utc_ms += later_ms
        return await self.postman.round()

    def begin_again(self, wanted: Settings | None = None) -> None:
        self.postman.close()
        self.settings = wanted or self.settings
        self.postman = self.begin()

    @property
    def health(self) -> MailHealth:
        return mail_health(Path(self.settings.box.state_dir) / MAIL_DATABASE_NAME)


def attached(mail: EmailMessage) -> tuple[str, str, bytes]:
    (part,) = mail.iter_attachments()
    return part.get_filename() or "", part.get_content_type(), part.get_payload(decode=True)  # type: ignore[return-value]


async def test_a_message_goes_out_once_with_its_sound(house: Left, server: Server, tmp_path: Path) -> None:
    mailing = Mailing(house, settings(tmp_path, server.port, language="de"))
    await mailing.leave(left(1), left(2, box="workshop"), left(3, urgent=True))
    assert await mailing.round() is None
    assert await mailing.round(HOUR_MS) is None
    first, third = server.mails
    assert server.to == [["anna@example.org"]] * 2
    assert first["Subject"] == "Nachricht für general von Ada Archer +441632960011"
    assert third["Subject"].startswith("Dringend: ")
    assert first["Message-ID"] == f"<1-1.{TAKEN_UTC_MS + 60_000}@example.org>"
    assert first["From"] == "Harbour <box@example.org>"
    assert "Länge: 0:00" in first.get_body().get_content()
    name, kind, content = attached(first)
    assert (name, kind) == ("message-1-1.wav", "audio/wav")
    assert np.array_equal(channels_from_bytes(content)[:, 0], sound(1))
    assert (mailing.health.sent, mailing.health.waiting, mailing.health.fault) == (2, 0, "")
    mailing.postman.close()


async def test_what_was_left_before_mail_was_wanted_is_not_sent(house: Left, server: Server, tmp_path: Path) -> None:
    leave(house.archive, left(1, taken_utc_ms=TAKEN_UTC_MS - 1))
    await house.archive.written()
    mailing = Mailing(house, settings(tmp_path, server.port))
    assert await mailing.round() is None
    assert server.mails == []
    mailing.postman.close()


async def test_a_programme_that_begins_anew_sends_what_waits_and_nothing_twice(
    house: Left, server: Server, tmp_path: Path
) -> None:
    mailing = Mailing(house, settings(tmp_path, server.port))
    await mailing.leave(left(1))
    await mailing.round()
    server.answers = ["451 4.3.2 too busy now"]
    await mailing.leave(left(2))
    assert await mailing.round() == FIRST_PATIENCE_MS
    assert mailing.health.fault == "message 2-1 could not be sent yet: 451 4.3.2 too busy now"
    mailing.begin_again()
    await mailing.round()
    assert len(server.mails) == 1
    await mailing.round(FIRST_PATIENCE_MS)
    assert [mail["Message-ID"].split(".")[0] for mail in server.mails] == ["<1-1", "<2-1"]
    assert mailing.health.fault == ""
    mailing.postman.close()


async def test_a_connection_lost_in_the_midst_is_tried_again_under_the_same_id(
    house: Left, server: Server, tmp_path: Path
) -> None:
    mailing = Mailing(house, settings(tmp_path, server.port))
    server.answers = ["drop", "drop"]
    await mailing.leave(left(1))
    assert await mailing.round() == FIRST_PATIENCE_MS
    assert await mailing.round(FIRST_PATIENCE_MS) == 2 * FIRST_PATIENCE_MS
    assert await mailing.round(2 * FIRST_PATIENCE_MS) is None
    assert [mail["Message-ID"] for mail in server.mails] == [f"<1-1.{TAKEN_UTC_MS + 60_000}@example.org>"]
    mailing.postman.close()


async def test_what_is_refused_for_good_is_told_and_holds_nobody_up(
    house: Left, server: Server, tmp_path: Path
) -> None:
    mailing = Mailing(house, settings(tmp_path, server.port))
    server.answers = ["552 5.3.4 too large for us"]
    await mailing.leave(left(1), left(2))
    assert await mailing.round() is None
    assert len(server.mails) == 1
    assert (mailing.health.failed, mailing.health.sent) == (1, 1)
    mailing.postman.close()


async def test_one_of_two_recipients_is_enough(house: Left, server: Server, tmp_path: Path) -> None:
    to = {"general": ("anna@example.org", "gone@example.org")}
    mailing = Mailing(house, settings(tmp_path, server.port, to=to))
    server.rcpt = {"gone@example.org": "550 5.1.1 nobody here"}
    await mailing.leave(left(1))
    await mailing.round()
    assert server.to == [["anna@example.org"]]
    server.rcpt["anna@example.org"] = "550 5.1.1 nobody here"
    await mailing.leave(left(2))
    await mailing.round()
    assert mailing.health.failed == 1
    assert "anna@example.org: 550 5.1.1 nobody here" in mailing.health.fault
    mailing.postman.close()


async def test_without_a_server_patience_grows_and_all_go_out_when_it_is_there(house: Left, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    mailing = Mailing(house, settings(tmp_path, port))
    await mailing.leave(left(1), left(2))
    waits = [await mailing.round()]
    for _ in range(9):
        waits.append(await mailing.round(waits[-1] or 0))
    assert waits == [min(FIRST_PATIENCE_MS * 2**n, LONGEST_PATIENCE_MS) for n in range(10)]
    assert mailing.health.fault.startswith("no mail can be sent: localhost:")
    async with serving(port=port) as server:
        assert await mailing.round(LONGEST_PATIENCE_MS) is None
        assert len(server.mails) == 2
    mailing.postman.close()


async def test_a_silent_server_is_given_up(house: Left, server: Server, tmp_path: Path) -> None:
    mailing = Mailing(house, settings(tmp_path, server.port, timeout_ms=300))
    server.answers = ["silence"]
    await mailing.leave(left(1))
    assert await mailing.round() == FIRST_PATIENCE_MS
    assert "could not be sent yet" in mailing.health.fault
    mailing.postman.close()


async def test_encrypted_and_signed_in(house: Left, tmp_path: Path) -> None:
    (tmp_path / "password").write_text("wrong\n")
    served, trusted = certificate(tmp_path)
    async with serving(tls=served, sign_in=True) as server:
        wanted = settings(
            tmp_path,
            server.port,
            security=MailSecurity.STARTTLS,
            user="box",
            password_file=str(tmp_path / "password"),
        )
        mailing = Mailing(house, wanted, trusted)
        await mailing.leave(left(1))
        assert await mailing.round() == FIRST_PATIENCE_MS
        assert "535 5.7.8" in mailing.health.fault
        (tmp_path / "password").write_text(f"{SESAME}\n")
        assert await mailing.round(FIRST_PATIENCE_MS) is None
        assert len(server.mails) == 1
        mailing.tls = None
        mailing.begin_again()
        await mailing.leave(left(2))
        await mailing.round()
        assert "certificate verify failed" in mailing.health.fault
        assert len(server.mails) == 1
    mailing.postman.close()


async def test_starttls_is_never_left_out(house: Left, server: Server, tmp_path: Path) -> None:
    mailing = Mailing(house, settings(tmp_path, server.port, security=MailSecurity.STARTTLS))
    await mailing.leave(left(1))
    await mailing.round()
    assert server.mails == []
    assert mailing.health.fault
    mailing.postman.close()


async def test_after_days_it_is_given_up_and_told(house: Left, server: Server, tmp_path: Path) -> None:
    mailing = Mailing(house, settings(tmp_path, server.port, give_up_ms=HOUR_MS))
    server.answers = ["451 4.0.0 no"] * 3
    await mailing.leave(left(1))
    await mailing.round()
    await mailing.round(HOUR_MS)
    assert mailing.health == MailHealth(
        failed=1,
        fault="message 1-1 is not sent, and will not be: 451 4.0.0 no",
        fault_utc_ms=mailing.clock.utc_ms,
    )
    mailing.postman.close()


async def test_an_mp3_where_it_can_be_made(house: Left, server: Server, tmp_path: Path) -> None:
    mailing = Mailing(house, settings(tmp_path, server.port, sound=MailSound.MP3))
    await mailing.leave(left(1))
    await mailing.round()
    name, kind, content = attached(server.mails[0])
    if kind == "audio/wav":
        pytest.skip("ffmpeg is not installed")
    assert (name, kind) == ("message-1-1.mp3", "audio/mpeg")
    assert 500 < len(content) < len(sound(1)) * 2
    mailing.postman.close()


async def test_sound_that_is_gone_or_not_wanted_leaves_the_words(house: Left, server: Server, tmp_path: Path) -> None:
    mailing = Mailing(house, settings(tmp_path, server.port))
    await mailing.leave(left(1))
    (tmp_path / left(1).file).unlink()
    await mailing.round()
    silent = msgspec.structs.replace(mailing.settings.mail, sound=MailSound.NONE)
    mailing.begin_again(msgspec.structs.replace(mailing.settings, mail=silent))
    await mailing.leave(left(2))
    await mailing.round()
    assert [list(mail.iter_attachments()) for mail in server.mails] == [[], []]
    assert "callbox messages hear 1-1" in server.mails[0].get_content()
    mailing.postman.close()


def test_patience_has_an_end() -> None:
    assert [patience_ms(n) for n in (0, 1, 7, 10_000)] == [30_000, 60_000, LONGEST_PATIENCE_MS, LONGEST_PATIENCE_MS]


async def test_a_stop_waits_for_what_the_disk_has_in_hand(house: Left, tmp_path: Path) -> None:
    postman = Mailing(house, settings(tmp_path, 1)).postman
    begun, may_go, done = threading.Event(), threading.Event(), list[int | None]()

    def slow_disk() -> None:
        begun.set()
        may_go.wait(60)
        done.append(postman._outbox.next_utc_ms())

    work = asyncio.create_task(postman._aside(slow_disk))
    assert await asyncio.to_thread(begun.wait, 60)
    work.cancel()
    closing = asyncio.create_task(asyncio.to_thread(postman.close))
    may_go.set()
    await closing
    assert done == [None]
