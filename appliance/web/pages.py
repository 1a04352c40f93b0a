"""The pages as a whole: feed, routes, guards and gate put together on one listening socket."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from ipaddress import ip_network
from pathlib import Path

from aiohttp import web
from aiohttp.typedefs import Handler

from appliance.certificates.chest import Chest
from appliance.certificates.own_names import own_names
from appliance.model.accounts import Role
from appliance.model.words import Value
from appliance.web.account_pages import AccountPages
from appliance.web.accounts import Accounts
from appliance.web.admission import Admission
from appliance.web.api_routes import ApiRoutes
from appliance.web.assets import Assets
from appliance.web.certificate_routes import CertificateRoutes
from appliance.web.contacts import Contacts
from appliance.web.doctor_routes import DoctorRoutes
from appliance.web.encryption import Encryption
from appliance.web.explain_routes import ExplainRoutes
from appliance.web.feed import Feed
from appliance.web.frame import Frame
from appliance.web.gate import Door, Gate, Limits
from appliance.web.guards import add_headers, hosts_allowed, only_hosts
from appliance.web.health import Health
from appliance.web.identity import Identity
from appliance.web.mail_routes import MailRoutes
from appliance.web.me_routes import MeRoutes
from appliance.web.phone_routes import PhoneRoutes
from appliance.web.plain_door import sends_on
from appliance.web.problems import for_people, problems
from appliance.web.questions import Questions
from appliance.web.reteller import Reteller
from appliance.web.route import Part, Room, Table
from appliance.web.routes import Routes
from appliance.web.set_up_parts import book_parts, set_up_parts
from appliance.web.settings_routes import SettingsRoutes
from appliance.web.signing_in import SigningIn
from appliance.web.simulator import Simulator
from appliance.web.talk_routes import TalkRoutes
from appliance.web.tls_door import TlsDoor
from appliance.web.trust_routes import TrustRoutes
from appliance.web.user_routes import UserRoutes
from appliance.web.wallboard_routes import WallboardRoutes
from appliance.web.watchers import Watchers
from appliance.web.work_parts import work_parts


class PagesOptions(Value, frozen=True, kw_only=True):
    socket: str
    """The box's control socket."""
    address: str = "127.0.0.1"
    port: int = 8080
    """Of plain http; 0 lets the system choose."""
    https_port: int | None = None
    """Where the pages are encrypted; `port` only leads there then. None: they are plain, for this computer alone."""
    certificates: Path = Path("tls")
    """Folder of the keys and certificates."""
    domain: str = ""
    """Of the local network; empty: none but .local."""
    hosts: tuple[str, ...] = ()
    """Further names the pages answer to."""
    accounts: Path | None = None
    """File of users, sessions, tokens and audit; None: in memory."""
    without_sign_in: frozenset[Role] = frozenset()
    """What whoever asks from this machine may do without signing in."""
    allow_from: tuple[str, ...] = ()
    """Networks that may come in besides the private ones."""
    config: str | None = None
    """File of the settings; None: the usual one."""
    language: str = ""
    """What the box speaks; pages are in it too, where it is there."""


class Pages:
    """start() listens, close() stops; in between everything goes by itself."""

    def __init__(
        self,
        options: PagesOptions,
        limits: Limits | None = None,
        feed: Feed | None = None,
        reteller: Reteller | None = None,
    ) -> None:
        self.options = options
        self.door = Door(limits or Limits(), map(ip_network, options.allow_from))
        self.accounts = Accounts(options.accounts)
        self.signing_in = SigningIn(self.accounts)
        self._identity = Identity(self.accounts, options.without_sign_in)
        self.feed = feed or Feed(Path(options.socket))
        assets = Assets()
        self._watchers = Watchers(self.feed, assets.version)
        self._health = Health(Path(options.socket))
        self._frame = Frame(assets, self.feed, options.language)
        self.encryption = None if options.https_port is None else Encryption(_chest(options))
        self.https_port = options.https_port or 0
        self._trust = TrustRoutes(self._frame, self.encryption, lambda: self.https_port)
        self._wallboard = WallboardRoutes(self.feed, self._frame, self.accounts, assets.version)
        self._simulator = Simulator(options.config)
        questions = Questions(Path(options.socket))
        self._phones = PhoneRoutes(self._frame, self.feed, questions)
        api = ApiRoutes(self._frame, self.feed, self._watchers, questions)
        parts: tuple[Part, ...] = (
            self._phones,
            Routes(self._frame, self.feed, assets, self._watchers, self._health),
            ExplainRoutes(questions, reteller or Reteller()),
            *self._parts(questions),
            api,
        )
        self.table: Table = tuple(route for part in parts for route in part.TABLE)
        self._runner = self._make_runner(parts)
        self._plain_runner = None if self.encryption is None else self._make_runner(parts, plain_only=True)
        api.describe(self.table)
        self._frame.describe(self.table)
        self._server: asyncio.Server | None = None
        self._tls_door: TlsDoor | None = None
        self._tasks: tuple[asyncio.Task[None], ...] = ()

    def _parts(self, questions: Questions) -> tuple[Part, ...]:
        """Those that nobody here needs by name."""
        options, settings = self.options, SettingsRoutes(questions, self.options.config)
        self._contacts = Contacts(options.accounts, questions)
        return (
            *(DoctorRoutes(questions), MailRoutes(questions, Path(options.socket)), TalkRoutes(questions)),
            *(*set_up_parts(self._frame, questions, settings, self._simulator), *book_parts(self._contacts)),
            *(self._wallboard, *work_parts(self._frame, questions, options.config)),
            AccountPages(self._frame),
            MeRoutes(self.accounts, self.signing_in, self.feed),
            UserRoutes(self.accounts, self.signing_in),
            *(CertificateRoutes(self.encryption), self._trust),
        )

    async def start(self) -> int:
        """The port of plain http. Raises OSError when the address cannot be had, StoreFault, CertificateFault."""
        await self.signing_in.start()
        options, handlers = self.options, await _handlers(self._runner)
        if self.encryption is not None and self._plain_runner is not None:
            self._tls_door = TlsDoor(self.door, handlers, await self.encryption.start())
            self.https_port = self._tls_door.open(options.address, self.https_port)
            handlers = await _handlers(self._plain_runner)
        self._server = await asyncio.get_running_loop().create_server(
            lambda: Gate(self.door, handlers), options.address, options.port
        )
        self._tasks = (asyncio.create_task(self.feed.run()), asyncio.create_task(self._wallboard.today.run()))
        self._trust.plain_port = int(self._server.sockets[0].getsockname()[1])
        return self._trust.plain_port

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()
        if self._tls_door is not None:
            await self._tls_door.close()
        if self.encryption is not None:
            await self.encryption.close()
        for task in self._tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        await self._watchers.close()
        await self._wallboard.close()
        await self._phones.close()
        await self._simulator.close()
        await self._health.close()
        for runner in filter(None, (self._runner, self._plain_runner)):
            await runner.cleanup()
        await self._contacts.close()
        self.accounts.close()

    def _make_runner(self, parts: tuple[Part, ...], *, plain_only: bool = False) -> web.AppRunner:
        """`plain_only`: leads on to the encrypted ones."""
        options, limits = self.options, self.door.limits
        hosts = hosts_allowed(options.address, own_names(options.hosts, options.domain).dns)
        app = web.Application(
            middlewares=[
                *(through_gate, for_people(self._frame.trouble), problems),
                only_hosts(hosts, self._certified),
            ],
            client_max_size=limits.body_bytes,
        )
        room = Room(limits.body_bytes, limits.deadline_s)
        admission = Admission(self._identity.who, self.accounts.audit, room, self._sign_in_page)
        for part in parts:
            app.add_routes(admission.routes_of(part, plain_only=plain_only))
        if plain_only:
            app.router.add_route("*", "/{rest:.*}", sends_on(lambda: self.https_port))
        app.on_response_prepare.append(add_headers)
        return web.AppRunner(
            app,
            access_log=None,
            keepalive_timeout=limits.idle_s,
            lingering_time=min(1.0, limits.deadline_s),
            shutdown_timeout=2.0,
        )

    def _certified(self, host: str) -> bool:
        return self.encryption is not None and self.encryption.certified(host)

    def _sign_in_page(self) -> str:
        return "/first-run" if self.signing_in.first_code else "/sign-in"


def _chest(options: PagesOptions) -> Chest:
    return Chest(options.certificates, lambda: own_names(options.hosts, options.domain), options.domain)


async def _handlers(runner: web.AppRunner) -> Callable[[], asyncio.Protocol]:
    await runner.setup()
    if runner.server is None:
        raise RuntimeError("aiohttp made no server")
    return runner.server


@web.middleware
async def through_gate(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Tells the connection's gate that the head is there, and when the next one may begin."""
    gate = request.transport.get_protocol() if request.transport is not None else None
    if not isinstance(gate, Gate):
        return await handler(request)
    gate.request_began()
    try:
        return await handler(request)
    finally:
        if request.content.is_eof():  # else the connection is closed after the answer: what still comes is its body
            gate.request_ended()
