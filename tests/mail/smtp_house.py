"""A real mail server that misbehaves as it is told, and a box whose messages are to be sent by it."""

import asyncio
import email
import email.policy
import ssl
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from appliance.model.mail import MailSecurity, MailSettings
from appliance.model.settings import BoxSettings, Settings

SESAME = "open sesame"


class Server:
    """Handler and book of an aiosmtpd server."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.to: list[list[str]] = []
        self.answers: list[str] = []
        """To the next mails, instead of taking them; "drop" ends the connection in the midst of one."""
        self.rcpt: dict[str, str] = {}
        """Recipient → refusal."""
        self.port = 0

    async def handle_RCPT(self, server: Any, _s: Session, envelope: Envelope, address: str, _o: Any) -> str:  # noqa: N802
        if address in self.rcpt:
            return self.rcpt[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        answer = self.answers.pop(0) if self.answers else ""
        if answer == "drop":
            server.transport.abort()
            return "451 never heard"
        if answer == "silence":
            await asyncio.Event().wait()
        if answer:
            return answer
        assert isinstance(envelope.content, bytes)
        self.mails.append(email.message_from_bytes(envelope.content, policy=email.policy.default))  # type: ignore[arg-type]
        self.to.append(list(envelope.rcpt_tos))
        return "250 2.0.0 taken as 4711"


@asynccontextmanager
async def serving(*, port: int = 0, tls: ssl.SSLContext | None = None, sign_in: bool = False) -> AsyncIterator[Server]:
    """With `tls`: STARTTLS is demanded."""
    book, protocols = Server(), set()

    def check(_server: Any, _session: Any, _envelope: Any, _mechanism: str, given: Any) -> AuthResult:
        right = isinstance(given, LoginPassword) and given.password == SESAME.encode()
        return AuthResult(success=right, handled=False)

    def make() -> SMTP:
        protocol = SMTP(
            book,
            hostname="mail.example.org",
            tls_context=tls,
            require_starttls=tls is not None,
            auth_required=sign_in,
            authenticator=check if sign_in else None,
            loop=asyncio.get_running_loop(),
        )
        protocols.add(protocol)
        return protocol

    server = await asyncio.get_running_loop().create_server(make, "127.0.0.1", port)
    book.port = server.sockets[0].getsockname()[1]
    try:
        yield book
    finally:
        server.close()
        tasks = [task for protocol in protocols if (task := protocol._handler_coroutine) is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for protocol in protocols:
            if protocol.transport is not None:
                protocol.transport.abort()


def certificate(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Of a server called localhost, and what trusts it."""
    key, cert = folder / "key.pem", folder / "cert.pem"
    words = ("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    names = ("-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost")
    subprocess.run([*words, "-keyout", key, "-out", cert, *names], check=True, capture_output=True)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(cert, key)
    return server, ssl.create_default_context(cafile=str(cert))


def settings(folder: Path, port: int, language: str = "en", **changes: Any) -> Settings:
    facts: dict[str, Any] = {
        "host": "localhost",
        "port": port,
        "security": MailSecurity.NONE,
        "sender": "box@example.org",
        "to": {"general": ("anna@example.org",)},
        "timeout_ms": 20_000,
    }
    box = BoxSettings(name="Harbour", language=language, state_dir=str(folder), run_dir=str(folder))
    return Settings(box=box, mail=MailSettings(**{**facts, **changes}))


class Clock:
    """Invented time; starts when the messages of left_messages were left."""

    def __init__(self, utc_ms: int) -> None:
        self.utc_ms = utc_ms

    def __call__(self) -> int:
        return self.utc_ms
