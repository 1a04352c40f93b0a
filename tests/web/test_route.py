"""Routes as values: one that nobody may ask cannot be written down."""

from http import HTTPStatus

import pytest
from aiohttp import web

from appliance.model.accounts import NOBODY, Role, Who
from appliance.web.admission import refuse
from appliance.web.problems import CannotSay
from appliance.web.route import ADMINS, OPEN, Route


async def answers(_part: object, _request: web.Request) -> web.Response:
    return web.Response()


def test_a_route_without_roles_is_refused_where_it_is_written() -> None:
    with pytest.raises(ValueError, match="GET /x: nobody may ask it"):
        Route("GET", "/x", answers, frozenset(), "Nothing.")
    with pytest.raises(ValueError, match="only a POST is done once"):
        Route("GET", "/x", answers, OPEN, "Nothing.", once=True)


def test_who_may_and_who_may_not() -> None:
    route = Route("POST", "/x/{name}", answers, ADMINS, "Something.")
    assert (route.changes, route.parameters) == (True, ("name",))
    refuse(route, Who(name="root", roles=frozenset({Role.ADMIN, Role.AGENT})))
    with pytest.raises(CannotSay, match="this is for admin; anna is none of these") as refused:
        refuse(route, Who(name="anna", roles=frozenset({Role.AGENT})))
    assert refused.value.status is HTTPStatus.FORBIDDEN
    with pytest.raises(CannotSay) as refused:
        refuse(route, NOBODY)
    assert refused.value.status is HTTPStatus.UNAUTHORIZED
    refuse(Route("GET", "/x", answers, OPEN, "Something."), NOBODY)
