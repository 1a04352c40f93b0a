"""Certificates over HTTP: what the box shows to browsers, and one that an admin brings."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, ClassVar

from aiohttp import web

from appliance.certificates.chest import Chest
from appliance.certificates.faults import CertificateFault
from appliance.model.certificates import Certificates
from appliance.model.words import Value
from appliance.web.admission import taken
from appliance.web.encryption import Encryption
from appliance.web.problems import CannotSay
from appliance.web.route import ADMINS, KEEPERS, Route, Table


class UploadWanted(Value, frozen=True, tag=False):
    """The body of a PUT."""

    key: str
    """PEM, without a password."""
    chain: str
    """PEM: the certificate, and those of who signed it."""


class CertificateRoutes:
    def __init__(self, encryption: Encryption | None) -> None:
        self._encryption = encryption

    async def known(self, _request: web.Request) -> Certificates:
        return await self._done(lambda _chest: None)

    async def renew(self, _request: web.Request) -> Certificates:
        return await self._done(Chest.renew)

    async def upload(self, request: web.Request) -> Certificates:
        """422 with a sentence for what no browser would take."""
        wanted = await taken(request, UploadWanted, '{"key": "-----BEGIN PRIVATE KEY-----…", "chain": "…"}')
        return await self._done(lambda chest: chest.upload(wanted.key, wanted.chain))

    async def drop(self, _request: web.Request) -> Certificates:
        return await self._done(Chest.drop_uploaded)

    async def _done(self, act: Callable[[Chest], Any]) -> Certificates:
        if self._encryption is None:
            sentence = "these pages are for this computer alone and plain; give another address in [web] for https"
            raise CannotSay(HTTPStatus.CONFLICT, sentence)
        try:
            await self._encryption.ask(act)
            return await self._encryption.ask(Chest.certificates)
        except CertificateFault as fault:
            raise CannotSay(HTTPStatus.UNPROCESSABLE_ENTITY, str(fault)) from None

    TABLE: ClassVar[Table] = (
        Route(
            "GET",
            "/api/v1/certificates",
            known,
            KEEPERS,
            "What the box shows to browsers, and for whom.",
            reply=Certificates,
        ),
        Route(
            "POST",
            "/api/v1/certificates/renewal",
            renew,
            KEEPERS,
            "Makes the pages a new certificate, signed by the same authority.",
            reply=Certificates,
        ),
        Route(
            "PUT",
            "/api/v1/certificates/uploaded",
            upload,
            ADMINS,
            "Takes a certificate of your own, with its key.",
            body=UploadWanted,
            reply=Certificates,
        ),
        Route(
            "DELETE",
            "/api/v1/certificates/uploaded",
            drop,
            ADMINS,
            "Takes it back: the box shows its own again.",
            reply=Certificates,
        ),
    )
