"""Simulated calls over HTTP: all that happens in one is sent, the whole call is answered; nothing is kept here."""

from http import HTTPStatus
from typing import ClassVar

from aiohttp import web

from appliance.control.simulate_words import SimulationRequest
from appliance.model.simulation import Simulated, Wanted
from appliance.web.admission import taken
from appliance.web.problems import CannotSay
from appliance.web.route import KEEPERS, Answer, Query, Route, Table
from appliance.web.settings_routes import number_in, refused
from appliance.web.simulator import Simulator

EXAMPLE = '{"line": "front", "at": "2026-12-24T17:30", "acts": [{"do": "listen"}, {"do": "key", "key": "1"}]}'


class SimulateRoutes:
    def __init__(self, simulator: Simulator) -> None:
        self._simulator = simulator

    async def of_what_holds(self, request: web.Request) -> Answer:
        """`?version=3` for an earlier one."""
        return await self._answer(request, version=number_in(request, "version"))

    async def of_a_draft(self, request: web.Request) -> Answer:
        return await self._answer(request, draft=request.match_info["draft"])

    async def _answer(self, request: web.Request, *, draft: str = "", version: int = 0) -> Answer:
        """422 with each fault at its field where the flow has some."""
        wanted = await taken(request, Wanted, EXAMPLE)
        answer = await self._simulator.ask(SimulationRequest(wanted=wanted, draft=draft, version=version))
        if answer.simulated is not None:
            return answer.simulated
        if answer.missing:
            raise CannotSay(HTTPStatus.NOT_FOUND, answer.refusal)
        return refused(HTTPStatus.UNPROCESSABLE_ENTITY, answer.refusal, answer.wrong)

    TABLE: ClassVar[Table] = (
        Route(
            "POST",
            "/api/v1/settings/simulate",
            of_what_holds,
            KEEPERS,
            "Plays an invented call through the settings that hold; nothing rings, dials or writes.",
            body=Wanted,
            reply=Simulated,
            queries=(Query("version", "An earlier version.", int),),
            tries=True,
        ),
        Route(
            "POST",
            "/api/v1/settings/drafts/{draft}/simulate",
            of_a_draft,
            KEEPERS,
            "Plays an invented call through a draft; nothing rings, dials or writes.",
            body=Wanted,
            reply=Simulated,
            tries=True,
        ),
    )
