"""The pages as a whole: feed, routes, guards and gate put together on one listening socket."""

import asyncio
from contextlib import suppress
from ipaddress import ip_network
from pathlib import Path

from aiohttp import web
from aiohttp.typedefs import Handler

from appliance.model.accounts import Role
from appliance.model.words import Value
from appliance.web.account_pages import AccountPages
from appliance.web.accounts import Accounts
from appliance.web.admission import Admission
from appliance.web.api_routes import ApiRoutes
from appliance.web.assets import Assets
from appliance.web.doctor_routes import DoctorRoutes
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
from appliance.web.problems import for_people, problems
from appliance.web.questions import Questions
from appliance.web.reteller import Reteller
from appliance.web.route import Part, Room, Table
from appliance.web.routes import Routes
from appliance.web.set_up_parts import set_up_parts
from appliance.web.settings_routes import SettingsRoutes
from appliance.web.signing_in import SigningIn
from appliance.web.simulator import Simulator
from appliance.web.talk_routes import TalkRoutes
from appliance.web.user_routes import UserRoutes
from appliance.web.wallboard_routes import WallboardRoutes
from appliance.web.watchers import Watchers
from appliance.web.work_parts import work_parts


class PagesOptions(Value, frozen=True, kw_only=True):
    socket: str
    """The box's control socket."""
    address: str = "127.0.0.1"
    port: int = 8080
    """0 lets the system choose."""
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
        routes = Routes(self._frame, self.feed, assets, self._watchers, self._health)
        questions = Questions(Path(options.socket))
        explaining, doctor = ExplainRoutes(questions, reteller or Reteller()), DoctorRoutes(questions)
        self._phones = PhoneRoutes(self._frame, self.feed, questions)
        self._wallboard = WallboardRoutes(self.feed, self._frame, self.accounts, assets.version)
        settings = SettingsRoutes(questions, options.config)
        self._simulator = Simulator(options.config)
        api = ApiRoutes(self._frame, self.feed, self._watchers, questions)
        self._runner = self._make_runner(
            (
                self._phones,
                *(routes, explaining, doctor, MailRoutes(questions, Path(options.socket)), TalkRoutes(questions)),
                *set_up_parts(self._frame, questions, settings, self._simulator),
                *(self._wallboard, *work_parts(self._frame, questions, options.config)),
                *(api, AccountPages(self._frame)),
                MeRoutes(self.accounts, self.signing_in, self.feed),
                UserRoutes(self.accounts, self.signing_in),
            )
        )
        api.describe(self.table)
        self._frame.describe(self.table)
        self._server: asyncio.Server | None = None
        self._tasks: tuple[asyncio.Task[None], ...] = ()

    async def start(self) -> int:
        """The port it listens on. Raises OSError when the address cannot be had, StoreFault."""
        await self.signing_in.start()
        await self._runner.setup()
        handlers = self._runner.server
        if handlers is None:
            raise RuntimeError("aiohttp made no server")
        loop = asyncio.get_running_loop()
        options = self.options
        self._server = await loop.create_server(lambda: Gate(self.door, handlers), options.address, options.port)
        self._tasks = (asyncio.create_task(self.feed.run()), asyncio.create_task(self._wallboard.today.run()))
        return int(self._server.sockets[0].getsockname()[1])

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()
        for task in self._tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        await self._watchers.close()
        await self._wallboard.close()
        await self._phones.close()
        await self._simulator.close()
        await self._health.close()
        await self._runner.cleanup()
        self.accounts.close()

    def _make_runner(self, parts: tuple[Part, ...]) -> web.AppRunner:
        limits = self.door.limits
        hosts = hosts_allowed(self.options.address, self.options.hosts)
        app = web.Application(
            middlewares=[through_gate, for_people(self._frame.trouble), problems, only_hosts(hosts)],
            client_max_size=limits.body_bytes,
        )
        room = Room(limits.body_bytes, limits.deadline_s)
        admission = Admission(self._identity.who, self.accounts.audit, room, self._sign_in_page)
        self.table: Table = tuple(route for part in parts for route in part.TABLE)
        for part in parts:
            app.add_routes(admission.routes_of(part))
        app.on_response_prepare.append(add_headers)
        return web.AppRunner(
            app,
            access_log=None,
            keepalive_timeout=limits.idle_s,
            lingering_time=min(1.0, limits.deadline_s),
            shutdown_timeout=2.0,
        )

    def _sign_in_page(self) -> str:
        return "/first-run" if self.signing_in.first_code else "/sign-in"


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
