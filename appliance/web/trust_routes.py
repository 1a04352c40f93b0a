"""How browsers are made to trust the box: its root in the shapes they take, and what a page needs to test itself.

Open to everybody, and served without encryption too: who does not trust the box yet must be able to read it.
"""

import asyncio
import io
import plistlib
import uuid
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from ipaddress import ip_address
from typing import Any, ClassVar, TypeVar

import segno
from aiohttp import WSMsgType, web

from appliance.certificates.chest import Chest
from appliance.certificates.faults import CertificateFault
from appliance.model.certificates import Certificate
from appliance.web.encryption import Encryption
from appliance.web.frame import Frame
from appliance.web.guards import plain_host, policy
from appliance.web.plain_door import encrypted
from appliance.web.problems import CannotSay
from appliance.web.route import OPEN, Route, Table

PROFILE_TYPE = "application/x-apple-aspen-config"
ECHO_S = 5.0
LONGEST_ECHO = 64
MOST_ECHOES = 16
"""At once; a browser that tests itself holds one for a moment."""


T = TypeVar("T")


class TrustRoutes:
    plain_port = 0
    """Where /trust is reached without encryption."""

    def __init__(self, frame: Frame, encryption: Encryption | None, https_port: Callable[[], int]) -> None:
        """None: the pages are for this computer alone, and plain."""
        self._frame = frame
        self._encryption = encryption
        self._https_port = https_port
        self._echoing = 0

    async def page(self, request: web.Request) -> web.Response:
        """How to trust the box, and whether this browser can do all that its pages need."""
        root = (await self._ask(Chest.certificates)).root if self._encryption is not None else None
        onward = "" if root is None or request.secure else encrypted(plain_host(request), self._https_port())
        answer = self._frame.page(
            request, "trust", root=root, address=await self.address(request), onward=onward, secure=request.secure
        )
        if onward:  # whether the browser trusts the box is found out by asking it there
            answer.headers["Content-Security-Policy"] = policy(plain_host(request), onward)
        return answer

    async def known(self, _request: web.Request) -> web.Response:
        """Nothing: that it could be asked is the answer. To the plain page of the same box too (Fetch, CORS)."""
        return web.Response(status=HTTPStatus.NO_CONTENT, headers={"Access-Control-Allow-Origin": "*"})

    async def certificate(self, _request: web.Request) -> web.Response:
        """DER: what Windows, Android, macOS and Firefox open by themselves."""
        return _file(await self._ask(Chest.root_der), "application/x-x509-ca-cert", "callbox.crt")

    async def text(self, _request: web.Request) -> web.Response:
        """PEM: what update-ca-certificates and curl take."""
        return _file(await self._ask(Chest.root_pem), "application/x-pem-file", "callbox.pem")

    async def profile(self, _request: web.Request) -> web.Response:
        """What iOS installs."""
        der = await self._ask(Chest.root_der)
        root = (await self._ask(Chest.certificates)).root
        return _file(plistlib.dumps(_profile(der, root)), PROFILE_TYPE, "callbox.mobileconfig")

    async def picture(self, request: web.Request) -> web.Response:
        """The address of /trust, for the camera of a telephone."""
        drawn = io.BytesIO()
        address = await self.address(request)
        segno.make(address, error="m").save(drawn, kind="svg", border=4, scale=4, dark="#000", light="#fff")
        return web.Response(body=drawn.getvalue(), content_type="image/svg+xml")

    async def echo(self, request: web.Request) -> web.WebSocketResponse:
        """Says once what it is told: a live socket goes through."""
        if self._echoing >= MOST_ECHOES:
            raise CannotSay(HTTPStatus.SERVICE_UNAVAILABLE, "many browsers are being tested just now; try again")
        self._echoing += 1
        try:
            socket = web.WebSocketResponse(max_msg_size=LONGEST_ECHO)
            await socket.prepare(request)
            with suppress(TimeoutError):
                async with asyncio.timeout(ECHO_S):
                    told = await socket.receive()
                    if told.type is WSMsgType.TEXT:
                        await socket.send_str(told.data)
            await socket.close()
        finally:
            self._echoing -= 1
        return socket

    async def address(self, request: web.Request) -> str:
        """Where a telephone in the same network reaches /trust."""
        addresses: tuple[str, ...] = ()
        if self._encryption is not None:
            addresses = (await self._ask(Chest.certificates)).leaf.addresses
        far = [each for each in map(ip_address, addresses) if not each.is_loopback]
        far.sort(key=lambda each: each.version)  # whoever must type it is glad of the short one
        if not far:
            return f"{request.scheme}://{request.host}/trust"
        host = f"[{far[0]}]" if far[0].version == 6 else str(far[0])
        return f"http://{host}{'' if self.plain_port == 80 else f':{self.plain_port}'}/trust"

    async def _ask(self, question: Callable[[Chest], T]) -> T:
        if self._encryption is None:
            sentence = "these pages are for this computer alone: it needs no certificate to trust itself"
            raise CannotSay(HTTPStatus.NOT_FOUND, sentence)
        try:
            return await self._encryption.ask(question)
        except CertificateFault as fault:
            raise CannotSay(HTTPStatus.SERVICE_UNAVAILABLE, str(fault)) from None

    TABLE: ClassVar[Table] = (
        Route("GET", "/trust", page, OPEN, "How to trust the box.", reply="text/html", plain=True),
        Route(
            "GET",
            "/trust/known",
            known,
            OPEN,
            "Nothing, to whoever trusts the box enough to ask.",
            status=HTTPStatus.NO_CONTENT,
            plain=True,
        ),
        Route(
            "GET",
            "/trust/callbox.crt",
            certificate,
            OPEN,
            "The root of the box's own authority.",
            reply="application/x-x509-ca-cert",
            plain=True,
        ),
        Route(
            "GET",
            "/trust/callbox.pem",
            text,
            OPEN,
            "The same as text.",
            reply="application/x-pem-file",
            plain=True,
        ),
        Route(
            "GET",
            "/trust/callbox.mobileconfig",
            profile,
            OPEN,
            "The same as a profile of iOS and macOS.",
            reply=PROFILE_TYPE,
            plain=True,
        ),
        Route(
            "GET",
            "/trust/address.svg",
            picture,
            OPEN,
            "The address of /trust as a QR code.",
            reply="image/svg+xml",
            plain=True,
        ),
        Route(
            "GET",
            "/trust/echo",
            echo,
            OPEN,
            "Says once what it is told: a browser's test of itself.",
            socket=True,
            plain=True,
        ),
    )


def _file(content: bytes, kind: str, name: str) -> web.Response:
    return web.Response(
        body=content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _profile(der: bytes, root: Certificate) -> dict[str, Any]:
    """Apple's configuration profile with one root; the same root gives the same profile, so that it replaces itself."""
    seal = uuid.uuid5(uuid.NAMESPACE_OID, root.fingerprint)
    inner = {
        "PayloadType": "com.apple.security.root",
        "PayloadVersion": 1,
        "PayloadIdentifier": f"callbox.{seal}.root",
        "PayloadUUID": str(uuid.uuid5(seal, "root")).upper(),
        "PayloadDisplayName": root.subject,
        "PayloadCertificateFileName": "callbox.crt",
        "PayloadContent": der,
    }
    return {
        "PayloadType": "Configuration",
        "PayloadVersion": 1,
        "PayloadIdentifier": f"callbox.{seal}",
        "PayloadUUID": str(seal).upper(),
        "PayloadDisplayName": root.subject,
        "PayloadDescription": "Lets this device trust the pages of the box in this network, and nothing else.",
        "PayloadContent": [inner],
    }
