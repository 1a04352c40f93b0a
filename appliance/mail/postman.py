"""The postman: brings messages to the server, with growing patience, and writes down how it went."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final, TypeVar, TypeVarTuple

from appliance.mail.composing import composed, test_mail
from appliance.mail.delivery import Delivered, Delivery, Fate
from appliance.model.mail import Tested
from appliance.model.records import MessageRecord
from appliance.model.settings import DATABASE_NAME, Settings
from appliance.store.faults import StoreFault
from appliance.store.mail_outbox import MAIL_DATABASE_NAME, Mail, MailOutbox
from appliance.store.reader import MOST_ROWS, StoreReader

FIRST_PATIENCE_MS: Final = 30_000
LONGEST_PATIENCE_MS: Final = 3_600_000
"""Between two tries; doubled each time from the first to this."""
LOOK_BACK_MS: Final = 7 * 86_400_000
"""Messages that are older were seen before, or nobody waits for them any more."""

T = TypeVar("T")
Taken = TypeVarTuple("Taken")

log = logging.getLogger(__name__)


class Postman:
    def __init__(self, settings: Settings, delivery: Delivery, utc_ms: Callable[[], int]) -> None:
        """Opens the outbox. Raises StoreFault."""
        self._settings = settings
        self._mail = settings.mail
        self._delivery = delivery
        self._utc_ms = utc_ms
        self._state_dir = Path(settings.box.state_dir)
        self._outbox = MailOutbox(self._state_dir / MAIL_DATABASE_NAME, utc_ms())
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="outbox")
        self._no_server_tries = 0
        self._not_before_ms = 0
        """While the server cannot be reached."""
        self._fault = ""

    def close(self) -> None:
        """What the disk has in hand is finished first."""
        self._thread.shutdown(wait=True, cancel_futures=True)
        self._outbox.close()

    async def round(self) -> int | None:
        """Looks for new messages and sends what is due. Gives the ms until the next round is wanted; None: only when
        there is something new. Never raises StoreFault: a disk that fails is told, and tried again.
        """
        try:
            await self._aside(self._collect)
            await self._send_due()
            return await self._aside(self._next_ms)
        except StoreFault as fault:
            self._tell(str(fault))
            return FIRST_PATIENCE_MS

    async def test(self, to: str) -> Tested:
        """At once, past whatever waits."""
        content = test_mail(self._mail, self._settings.box.language, self._settings.box.name, to, self._utc_ms())
        delivered = await self._delivery.send((to,), content)
        return Tested(sent=delivered.fate is Fate.SENT, words=delivered.words)

    @property
    def addresses(self) -> frozenset[str]:
        """To whom a test may go: those of the settings."""
        return frozenset(address for addresses in self._mail.to.values() for address in addresses)

    async def _aside(self, act: Callable[[*Taken], T], *args: *Taken) -> T:
        """In the thread that has the disk: a round that is called off leaves it at work there."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, act, *args)

    def _collect(self) -> None:
        database = self._state_dir / DATABASE_NAME
        if not database.exists():
            return
        now = self._utc_ms()
        with StoreReader(database) as store:
            found = store.messages(MOST_ROWS, since_utc_ms=max(self._outbox.since_utc_ms, now - LOOK_BACK_MS))
        given_up = self._outbox.queue(reversed(found), self._mail.to, now)
        if given_up:
            self._tell(
                f"{given_up} messages waited too long for the mail server and are not sent; they lie in their boxes"
            )

    def _next_ms(self) -> int | None:
        due = self._outbox.next_utc_ms()
        return None if due is None else max(due, self._not_before_ms, self._utc_ms() + 1_000) - self._utc_ms()

    async def _send_due(self) -> None:
        if self._utc_ms() < self._not_before_ms:
            return
        for mail in await self._aside(self._outbox.due, self._utc_ms()):
            if await self._send(mail) is Fate.NO_SERVER:
                return

    async def _send(self, mail: Mail) -> Fate:
        prepared = await self._aside(self._prepared, mail)
        if prepared is None:
            await self._aside(self._outbox.failed, mail.message, "the message is gone", self._utc_ms())
            return Fate.REFUSED
        message, content = prepared
        delivered = await self._delivery.send(self._mail.to[message.box], content)
        await self._aside(self._settle, mail, delivered)
        return delivered.fate

    def _prepared(self, mail: Mail) -> tuple[MessageRecord, bytes] | None:
        with StoreReader(self._state_dir / DATABASE_NAME) as store:
            message = store.message(mail.message)
        if message is None or message.box not in self._mail.to:
            return None
        box = self._settings.box
        return message, composed(self._mail, box.language, box.name, message, self._state_dir)

    def _settle(self, mail: Mail, delivered: Delivered) -> None:
        now, words = self._utc_ms(), delivered.words
        if delivered.fate is Fate.SENT:
            self._outbox.sent(mail.message, words, now)
            self._tell("")
            log.info("message %s is sent: %s", mail.message, words)
        elif delivered.fate is Fate.REFUSED or now - mail.queued_utc_ms >= self._mail.give_up_ms:
            self._outbox.failed(mail.message, words, now)
            self._tell(f"message {mail.message} is not sent, and will not be: {words}")
        elif delivered.fate is Fate.LATER:
            self._outbox.later(mail.message, words, now + patience_ms(mail.tries))
            self._tell(f"message {mail.message} could not be sent yet: {words}")
        else:
            self._not_before_ms = now + patience_ms(self._no_server_tries)
            self._no_server_tries += 1
            self._tell(f"no mail can be sent: {words}")
            return
        self._no_server_tries = 0

    def _tell(self, fault: str) -> None:
        """Into the log, once while it stays the same, and where pages and terminals read it."""
        if fault and fault != self._fault:
            log.warning("%s", fault)
        elif not fault and self._fault:
            log.info("mail can be sent again")
        self._fault = fault
        try:
            self._outbox.tell_health(fault, self._utc_ms())
        except StoreFault as wrong:
            log.warning("%s", wrong)


def patience_ms(tries: int) -> int:
    return min(FIRST_PATIENCE_MS << min(tries, 16), LONGEST_PATIENCE_MS)
