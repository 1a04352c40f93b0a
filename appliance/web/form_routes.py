"""What forms of settings need: what each field is, both sides of a conflict, holidays, whether it is open now."""

import asyncio
import datetime
from functools import cache
from http import HTTPStatus
from typing import Any, ClassVar

import holidays
import msgspec
from aiohttp import web

from appliance.config.document import Document, from_json, to_json
from appliance.config.document_diff import masked
from appliance.config.document_edit import with_value, without
from appliance.config.document_merge import merge
from appliance.config.errors import SettingsFault
from appliance.config.form import Form, forms
from appliance.config.hours_now import hours_now
from appliance.model.settings_orders import DraftKept, KeepDraft
from appliance.model.settings_words import Conflict, SettingsDraft, SettingsVersion, Spot
from appliance.model.words import Value
from appliance.web.admission import taken
from appliance.web.etags import must_match, tagged
from appliance.web.problems import CannotSay
from appliance.web.questions import Questions
from appliance.web.route import ADMINS, KEEPERS, Query, Route, Table
from appliance.web.settings_routes import DraftView, SettingsRoutes, answered, draft_view, refused, signer

FIRST_YEAR, LAST_YEAR = 2000, 2099


class FormList(Value, frozen=True, tag=False):
    forms: tuple[Form, ...]


class MergeWanted(Value, frozen=True, kw_only=True, tag=False):
    """Of what both sides changed: where the draft gives way, and where it holds."""

    theirs: tuple[Spot, ...] = ()
    mine: tuple[Spot, ...] = ()


class Holiday(Value, frozen=True, kw_only=True, tag=False):
    date: str
    name: str


class HolidayList(Value, frozen=True, tag=False):
    holidays: tuple[Holiday, ...]


class Country(Value, frozen=True, kw_only=True, tag=False):
    country: str
    """ISO 3166, two letters."""
    regions: tuple[str, ...]
    """As ISO 3166-2 has them, without the country."""


class CountryList(Value, frozen=True, tag=False):
    countries: tuple[Country, ...]


class HoursWanted(Value, frozen=True, kw_only=True, tag=False):
    hours: dict[str, Any]
    """As the settings write them."""
    at: str = ""
    """Local time, 2026-12-24T17:30; now where it is empty."""


class OpenNow(Value, frozen=True, kw_only=True, tag=False):
    open: bool
    until: str = ""
    """Local time of the next change; empty: there is none within a year."""


class FormRoutes:
    def __init__(self, settings: SettingsRoutes, questions: Questions) -> None:
        self._settings = settings
        self._questions = questions

    async def forms(self, request: web.Request) -> web.Response:
        return tagged(request, FormList(await asyncio.to_thread(forms)))

    async def merge(self, request: web.Request) -> web.Response:
        """Brings the draft up to what holds; 409 with what was changed on both sides and is not decided on."""
        draft = await self._settings.draft_of(request)
        must_match(request, await draft_view(draft))
        wanted = await taken(request, MergeWanted, '{"theirs": [{"kind": "queue", "name": "sales"}], "mine": []}')
        newest, base = await self._settings.read(lambda store: (store.newest(), store.version(draft.base)))
        if newest is None or base is None:
            raise CannotSay(HTTPStatus.SERVICE_UNAVAILABLE, "the box has no settings in its store yet; start it once")
        three = (_read(base), _read(newest), _read(draft))
        merged, left = await asyncio.to_thread(decided, three, wanted)
        if left:
            sentence = f"{len(left)} settings were changed on both sides; say of each which is to hold"
            return refused(HTTPStatus.CONFLICT, sentence, conflicts=left)
        order = KeepDraft(
            name=draft.name,
            base=newest.version,
            revision=draft.revision,
            who=signer(request),
            document=to_json(merged),
        )
        answer = await self._questions.order_settings(order)
        if not isinstance(answer, DraftKept):
            return answered(answer)
        return tagged(request, await draft_view(await self._settings.draft_of(request)))

    async def holidays(self, request: web.Request) -> HolidayList:
        """In the language of the country, or in English."""
        country, region = request.query.get("country", "").upper(), request.query.get("region", "").upper()
        year = request.query.get("year", "")
        if not (year.isdecimal() and len(year) == 4 and FIRST_YEAR <= int(year) <= LAST_YEAR):
            raise CannotSay(HTTPStatus.BAD_REQUEST, f"year is one from {FIRST_YEAR} to {LAST_YEAR}, not {year[:10]!r}")
        regions = (await asyncio.to_thread(_regions)).get(country)
        if regions is None:
            raise CannotSay(HTTPStatus.NOT_FOUND, f"the holidays of {country[:10]!r} are not known; type the dates in")
        if region and region not in regions:
            known = ", ".join(regions) or "none"
            raise CannotSay(HTTPStatus.NOT_FOUND, f"{country} has no region {region[:10]!r}; there are {known}")
        found = holidays.country_holidays(country, subdiv=region or None, years=int(year))
        listed = (Holiday(date=date.isoformat(), name=name) for date, name in sorted(found.items()))
        return HolidayList(tuple(listed))

    async def countries(self, request: web.Request) -> web.Response:
        known = await asyncio.to_thread(_regions)
        listed = (Country(country=name, regions=tuple(regions)) for name, regions in sorted(known.items()))
        return tagged(request, CountryList(tuple(listed)))

    async def open_now(self, request: web.Request) -> OpenNow:
        """By the clock of this machine, as a flow would find them."""
        wanted = await taken(request, HoursWanted, '{"hours": {"name": "office", "monday": ["09:00-17:00"]}}')
        try:
            found = hours_now(wanted.hours, _moment(wanted.at))
        except SettingsFault as fault:
            raise CannotSay(HTTPStatus.UNPROCESSABLE_ENTITY, "; ".join(fault.faults)) from None
        return OpenNow(open=found.open, until=found.until)

    TABLE: ClassVar[Table] = (
        Route("GET", "/api/v1/settings/forms", forms, KEEPERS, "What each setting holds and is for.", reply=FormList),
        Route(
            "POST",
            "/api/v1/settings/drafts/{draft}/merge",
            merge,
            ADMINS,
            "Brings a draft up to what holds; wants If-Match.",
            body=MergeWanted,
            reply=DraftView,
        ),
        Route(
            "POST",
            "/api/v1/settings/open-now",
            open_now,
            KEEPERS,
            "Whether hours, of a draft perhaps, are open now, and until when.",
            body=HoursWanted,
            reply=OpenNow,
            tries=True,
        ),
        Route(
            "GET",
            "/api/v1/holidays",
            holidays,
            KEEPERS,
            "Public holidays of a year.",
            reply=HolidayList,
            queries=(
                Query("country", "Two letters.", needed=True),
                Query("region", "Of the country."),
                Query("year", "Which.", int, needed=True),
            ),
        ),
        Route("GET", "/api/v1/holidays/countries", countries, KEEPERS, "Whose holidays are known.", reply=CountryList),
    )


def decided(three: tuple[Document, Document, Document], wanted: MergeWanted) -> tuple[Document, tuple[Conflict, ...]]:
    """Base, theirs and ours brought together; and what nobody decided on."""
    merged = merge(*three, prefer_ours=True)
    document, left = merged.document, []
    for conflict in merged.conflicts:
        if conflict.spot in wanted.theirs:
            gone = conflict.theirs is None
            document = (
                without(document, conflict.spot) if gone else with_value(document, conflict.spot, conflict.theirs)
            )
        elif conflict.spot not in wanted.mine:
            left.append(conflict)
    return document, tuple(map(_without_secrets, left))


def _without_secrets(conflict: Conflict) -> Conflict:
    key = conflict.spot.keys[-1] if conflict.spot.keys else ""
    sides = {side: masked(getattr(conflict, side), key) for side in ("base", "theirs", "ours")}
    return msgspec.structs.replace(conflict, **sides)


def _read(kept: SettingsDraft | SettingsVersion) -> Document:
    try:
        return from_json(kept.document, "the store")
    except SettingsFault as fault:
        raise CannotSay(HTTPStatus.INTERNAL_SERVER_ERROR, str(fault)) from None


@cache
def _regions() -> dict[str, list[str]]:
    """Of each country; the first time it loads all of them, which is nothing for the loop to wait for."""
    return dict(holidays.list_supported_countries(include_aliases=False))


def _moment(at: str) -> datetime.datetime:
    if not at:
        return datetime.datetime.now().astimezone()
    try:
        found = datetime.datetime.fromisoformat(at)
    except ValueError:
        found = None
    if found is None or not FIRST_YEAR <= found.year <= LAST_YEAR:
        sentence = f"at is a local time from {FIRST_YEAR} to {LAST_YEAR}, such as 2026-12-24T17:30, not {at[:30]!r}"
        raise CannotSay(HTTPStatus.BAD_REQUEST, sentence)
    return found
