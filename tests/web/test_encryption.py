"""Encrypted pages over real sockets: who trusts the box's root gets in, and nothing stands in the way of a renewal."""

import asyncio
import plistlib
import socket
import ssl
import threading
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiohttp import ClientConnectorCertificateError, ClientSession, TCPConnector
from cryptography import x509

from appliance.certificates.authority import Names, make_leaf, make_root
from appliance.certificates.chest import Chest
from appliance.certificates.pair import Pair, names_in
from appliance.control.server import ControlServer
from appliance.model.accounts import USER_ROLES
from appliance.web.feed import Feed
from appliance.web.gate import Limits
from appliance.web.pages import Pages, PagesOptions
from tests.web.conftest import IMPATIENT

SOON_S = 30.0


class Site:
    """Pages with https and http on free ports of this machine, as another computer would reach them."""

    def __init__(self, pages: Pages, plain_port: int, trusting: ssl.SSLContext) -> None:
        self.pages = pages
        self.plain = f"http://127.0.0.1:{plain_port}"
        self.address = f"https://127.0.0.1:{pages.https_port}"
        self.trusting = trusting

    def browser(self) -> ClientSession:
        return ClientSession(self.address, connector=TCPConnector(ssl=self.trusting, force_close=True))

    @property
    def chest(self) -> Chest:
        assert self.pages.encryption is not None
        return self.pages.encryption._chest

    async def shown(self, name: str = "") -> x509.Certificate:
        """The certificate that a new connection gets; without a name as for an address."""

        def look() -> bytes:
            anybody = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            anybody.check_hostname, anybody.verify_mode = False, ssl.CERT_NONE
            with (
                socket.create_connection(("127.0.0.1", self.pages.https_port), SOON_S) as wire,
                anybody.wrap_socket(wire, server_hostname=name or None) as talking,
            ):
                return talking.getpeercert(binary_form=True) or b""

        return x509.load_der_x509_certificate(await asyncio.to_thread(look))


@pytest.fixture
def limits() -> Limits:
    return Limits(per_address=6, deadline_s=2.0)


@pytest.fixture
async def site(path: Path, tmp_path: Path, limits: Limits) -> AsyncIterator[Site]:
    options = PagesOptions(
        socket=str(path),
        port=0,
        https_port=0,
        certificates=tmp_path / "tls",
        domain="lan",
        hosts=("callbox.local",),
        without_sign_in=frozenset(USER_ROLES),
    )
    pages = Pages(options, limits, Feed(path, IMPATIENT, ping_s=1.0))
    port = await pages.start()
    assert pages.encryption is not None
    root = await pages.encryption.ask(Chest.root_pem)
    yield Site(pages, port, ssl.create_default_context(cadata=root.decode()))
    await pages.close()


async def test_who_trusts_the_root_gets_in_and_nobody_else(site: Site, server: ControlServer) -> None:
    async with site.browser() as http, http.get("/healthz") as answer:
        assert answer.status == 200
    async with ClientSession() as stranger:
        with pytest.raises(ClientConnectorCertificateError):
            await stranger.get(f"{site.address}/healthz")


async def test_the_old_protocols_are_not_spoken(site: Site) -> None:
    own, _ = site.chest.contexts()
    assert own.minimum_version == ssl.TLSVersion.TLSv1_2


async def test_a_session_of_https_is_no_plain_page_s(site: Site) -> None:
    name, password = "root", "long enough to be one"
    code = site.pages.signing_in.first_code
    wanted = {"code": code, "name": name, "password": password}
    async with site.browser() as http, http.post("/api/v1/first-run", json=wanted) as answer:
        assert answer.status < 300, await answer.text()
        cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-callbox=")
    for word in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert word in cookie


async def test_plain_pages_only_lead_to_https(site: Site) -> None:
    async with ClientSession(site.plain) as http:
        async with http.get("/agent?agent=anna", allow_redirects=False) as answer:
            assert answer.status == 307
            assert answer.headers["Location"] == f"{site.address}/agent?agent=anna"
        async with http.get("/", allow_redirects=False) as answer:
            assert answer.headers["Location"].startswith("/trust?")
        for method, path in (("GET", "/api/v1/snapshot"), ("POST", "/api/v1/session"), ("GET", "/live")):
            async with http.request(method, path, allow_redirects=False) as answer:
                assert answer.status in {307, 403}


async def test_a_plain_name_of_somebody_else_leads_nowhere(site: Site) -> None:
    async with ClientSession(site.plain) as http:
        async with http.get("/agent", headers={"Host": "evil.example"}, allow_redirects=False) as answer:
            assert answer.status == 421
        async with http.get(f"{site.plain}//evil.example/x", allow_redirects=False) as answer:
            assert answer.headers["Location"].startswith(f"{site.address}/")


async def test_the_box_answers_to_its_name_in_the_domain(site: Site) -> None:
    host = f"{socket.gethostname().partition('.')[0].lower()}.lan"
    assert host in names_in(await site.shown(host))[0]
    async with site.browser() as http:
        for name, status in ((host, 200), ("lan", 421), ("other.lan", 421)):
            async with http.get("/trust", headers={"Host": name}) as answer:
                assert answer.status == status, name


async def test_the_root_is_handed_out_in_every_shape(site: Site) -> None:
    root = x509.load_pem_x509_certificate(site.chest.root_pem())
    async with ClientSession(site.plain) as http:
        async with http.get("/trust/callbox.crt") as answer:
            assert answer.content_type == "application/x-x509-ca-cert"
            assert x509.load_der_x509_certificate(await answer.read()) == root
        async with http.get("/trust/callbox.pem") as answer:
            assert x509.load_pem_x509_certificate(await answer.read()) == root
        async with http.get("/trust/callbox.mobileconfig") as answer:
            assert answer.content_type == "application/x-apple-aspen-config"
            (inner,) = plistlib.loads(await answer.read())["PayloadContent"]
        assert inner["PayloadType"] == "com.apple.security.root"
        assert x509.load_der_x509_certificate(inner["PayloadContent"]) == root
        async with http.get("/trust/address.svg") as answer:
            assert answer.content_type == "image/svg+xml"
            assert b"<svg" in await answer.read()


async def test_a_socket_says_once_what_it_is_told(site: Site) -> None:
    async with site.browser() as http, http.ws_connect("/trust/echo") as live:
        await live.send_str("hello")
        assert await live.receive_str(timeout=SOON_S) == "hello"
        assert (await live.receive(timeout=SOON_S)).type.name in {"CLOSE", "CLOSED"}


async def test_a_renewal_cuts_nothing_that_stands(site: Site, server: ControlServer) -> None:
    before = await site.shown()
    async with site.browser() as http, http.ws_connect("/live") as live:
        await live.receive_str(timeout=SOON_S)
        async with http.post("/api/v1/certificates/renewal") as answer:
            assert answer.status == 200, await answer.text()
        after = await site.shown()
        assert after.serial_number != before.serial_number
        await server.close()  # something for the old socket to tell
        assert "gone" in await live.receive_str(timeout=SOON_S)
        assert not live.closed
    async with site.browser() as http, http.get("/trust/callbox.crt") as answer:
        assert answer.status == 200


async def test_a_terminal_s_change_is_shown_too(site: Site) -> None:
    encryption = site.pages.encryption
    assert encryption is not None
    before = await site.shown()
    await asyncio.to_thread(Chest(site.pages.options.certificates, lambda: NAMES).renew)
    await encryption._look()
    assert (await site.shown()).serial_number != before.serial_number


NAMES = Names(("callbox.local", "localhost"), ("127.0.0.1",))
NOW = datetime.now(UTC)


def elsewhere() -> tuple[str, str]:
    """Key and chain of a certificate for another name, signed by somebody else."""
    root = make_root("example.com", NOW)
    pair: Pair = make_leaf(root, Names(("pbx.example.com",), ()), NOW)
    key, _, chain = pair.pem().decode().partition("-----BEGIN CERTIFICATE")
    return key, f"-----BEGIN CERTIFICATE{chain}"


async def test_a_certificate_brought_here_is_shown_to_who_asks_its_name(site: Site) -> None:
    key, chain = elsewhere()
    own = await site.shown()
    async with site.browser() as http:
        host = {"Host": "pbx.example.com"}
        async with http.get("/trust/callbox.pem", headers=host) as answer:
            assert answer.status == 421
        async with http.put("/api/v1/certificates/uploaded", json={"key": key, "chain": chain}) as answer:
            told = await answer.json()
            assert told["uploaded"]["names"] == ["pbx.example.com"], told
            assert "PRIVATE" not in await answer.text()
        async with http.get("/trust/callbox.pem", headers=host) as answer:
            assert answer.status == 200
        assert (await site.shown("pbx.example.com")) == x509.load_pem_x509_certificate(chain.encode())
        assert await site.shown("callbox.local") == own
        assert await site.shown() == own
        async with http.delete("/api/v1/certificates/uploaded") as answer:
            assert answer.status == 200
        assert await site.shown("pbx.example.com") == own


async def test_what_no_browser_would_take_is_refused(site: Site) -> None:
    key, chain = elsewhere()
    async with site.browser() as http:
        async with http.put("/api/v1/certificates/uploaded", json={"key": "none", "chain": chain}) as answer:
            assert answer.status == 422
            assert "the key" in (await answer.json())["detail"]
        async with http.get("/api/v1/certificates") as answer:
            assert "uploaded" not in await answer.json() or (await answer.json())["uploaded"] is None
    assert key


async def everybody_left(site: Site) -> None:
    async with asyncio.timeout(SOON_S):
        while site.pages.door.inside():
            await asyncio.to_thread(threading.Event().wait, 0.01)


async def test_silent_handshakes_are_counted_and_ended(site: Site, limits: Limits) -> None:
    silent = [await asyncio.open_connection("127.0.0.1", site.pages.https_port) for _ in range(limits.per_address)]
    reader, writer = await asyncio.open_connection("127.0.0.1", site.pages.https_port)
    assert await asyncio.wait_for(reader.read(), SOON_S) == b""  # one too many: turned away at once
    writer.close()
    for reader, writer in silent:
        assert await asyncio.wait_for(reader.read(), SOON_S) == b""  # given up after the deadline
        writer.close()
    await everybody_left(site)
    async with site.browser() as http, http.get("/trust/callbox.pem") as answer:
        assert answer.status == 200


async def test_plain_words_at_the_encrypted_door_do_no_harm(site: Site) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", site.pages.https_port)
    writer.write(b"GET / HTTP/1.1\r\nHost: callbox.local\r\n\r\n")
    await asyncio.wait_for(reader.read(), SOON_S)
    writer.close()
    await everybody_left(site)


async def test_plain_pages_of_this_computer_need_no_certificate(http: ClientSession) -> None:
    async with http.get("/trust/callbox.crt") as answer:
        assert answer.status == 404
    async with http.get("/api/v1/certificates") as answer:
        assert answer.status == 409
