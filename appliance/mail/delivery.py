"""One mail to the server: what it says is told in its own words, and as one of three things to do about it."""

import asyncio
import ssl
from enum import Enum
from pathlib import Path
from typing import NamedTuple

import aiosmtplib
from aiosmtplib import SMTPException, SMTPRecipientsRefused, SMTPResponse, SMTPResponseException

from appliance.model.mail import MailSecurity, MailSettings

LONGEST_WORDS = 300
PERMANENT = 500
"""RFC 5321, 4.2.1: from here on the server says that the same will be refused again."""


class Fate(Enum):
    SENT = "sent"
    LATER = "later"
    """This mail cannot be taken now."""
    REFUSED = "refused"
    """This mail will never be taken."""
    NO_SERVER = "no server"
    """None can be taken now: no connection, no encryption, no sign-in."""


class Delivered(NamedTuple):
    fate: Fate
    words: str
    """The server's own, or what the system says of the connection."""


class Delivery:
    def __init__(self, settings: MailSettings, tls: ssl.SSLContext | None = None) -> None:
        """`tls`: whom to trust; None: the authorities of the system."""
        self._settings = settings
        self._tls = tls

    async def send(self, to: tuple[str, ...], content: bytes) -> Delivered:
        """Never raises, but when cancelled."""
        try:
            client = await self._connected()
        except (SMTPException, OSError, ValueError) as fault:
            return Delivered(Fate.NO_SERVER, f"{self._where}: {told(fault)}")
        try:
            refused, words = await client.sendmail(self._settings.sender, list(to), content)
        except SMTPRecipientsRefused as fault:
            replies = [(each.code, f"{each.recipient}: {each.code} {each.message}") for each in fault.recipients]
            return Delivered(_fate(min(code for code, _ in replies)), _short("; ".join(text for _, text in replies)))
        except SMTPResponseException as fault:
            return Delivered(_fate(fault.code), _short(f"{fault.code} {fault.message}"))
        except (SMTPException, OSError, ValueError) as fault:
            return Delivered(Fate.LATER, f"{self._where}: {told(fault)}")
        finally:
            await _leave(client)
        return Delivered(Fate.SENT, _accepted(words, refused))

    @property
    def _where(self) -> str:
        return f"{self._settings.host}:{self._settings.port}"

    async def _connected(self) -> aiosmtplib.SMTP:
        """Encrypted and signed in, as the settings say. Raises SMTPException, OSError, ValueError."""
        settings = self._settings
        password = await asyncio.to_thread(_password, settings.password_file) if settings.user else None
        client = aiosmtplib.SMTP(
            hostname=settings.host,
            port=settings.port,
            username=settings.user or None,
            password=password,
            timeout=settings.timeout_ms / 1_000,
            use_tls=settings.security is MailSecurity.TLS,
            start_tls=settings.security is MailSecurity.STARTTLS,  # never silently without
            tls_context=self._tls if settings.security is not MailSecurity.NONE else None,
            local_hostname=settings.sender.rpartition("@")[2],
        )
        await client.connect()
        return client


def told(fault: Exception) -> str:
    """What happened, in one line."""
    if isinstance(fault, SMTPResponseException):
        return _short(f"{fault.code} {fault.message}")
    if isinstance(fault, OSError) and fault.strerror:
        return _short(f"{fault.strerror} {fault.filename or ''}")
    return _short(str(fault) or type(fault).__name__)


def _password(file: str) -> str:
    """Raises OSError, and ValueError for what is no text."""
    return Path(file).read_text("utf-8").strip("\r\n")


def _fate(code: int) -> Fate:
    return Fate.REFUSED if code >= PERMANENT else Fate.LATER


def _accepted(words: str, refused: dict[str, SMTPResponse]) -> str:
    others = "".join(f"; but {address}: {reply.code} {reply.message}" for address, reply in refused.items())
    return _short(words + others)


def _short(text: str) -> str:
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return line if len(line) <= LONGEST_WORDS else line[: LONGEST_WORDS - 1] + "…"


async def _leave(client: aiosmtplib.SMTP) -> None:
    """Politely where that works: the mail is settled by now."""
    try:
        await client.quit()
    except (SMTPException, OSError):
        client.close()
