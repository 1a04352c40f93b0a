"""The address book over HTTP: listed, found, changed."""

from http import HTTPStatus
from typing import ClassVar, Final

from aiohttp import web

from appliance.contacts.importing import LONGEST, MOST_NUMBERS
from appliance.contacts.numbers import NoNumber, beginnings, normal
from appliance.model.contacts import Contact
from appliance.model.words import AgentName, Value
from appliance.store.contacts import ContactsFile
from appliance.web.accounts import utc_ms
from appliance.web.admission import taken
from appliance.web.contacts import Contacts, is_marked
from appliance.web.etags import must_match, tagged
from appliance.web.problems import CannotSay
from appliance.web.route import FLOOR, Query, Route, Table

MOST_LISTED: Final = 500


class ContactList(Value, frozen=True, kw_only=True, tag=False):
    contacts: tuple[Contact, ...]
    total: int
    """In the whole book."""


class WantedContact(Value, frozen=True, kw_only=True, tag=False):
    name: str
    numbers: tuple[str, ...] = ()
    """As people write them."""
    company: str = ""
    notes: str = ""
    vip: bool = False
    language: str = ""
    agent: AgentName = ""


class ContactRoutes:
    def __init__(self, contacts: Contacts) -> None:
        self._contacts = contacts

    async def listed(self, request: web.Request) -> web.Response:
        """By name; of a search those that fit it, by words of name or company, or by the beginning of a number."""
        limit, search = _limit(request), request.query.get("search", "").strip()[:80]
        after = (request.query.get("after", ""), _whole(request, "after_contact", 0))
        vip = request.query.get("vip") == "yes"
        begun = beginnings(search, await self._contacts.region()) if search else ()

        def answer(file: ContactsFile) -> ContactList:
            if begun:
                found = file.with_number(begun, limit)
            elif search:
                found = file.found(search.split(), limit)
            else:
                found = file.listed(limit, after, vip=vip)
            return ContactList(contacts=found, total=file.count())

        return tagged(request, await self._contacts.ask(answer))

    async def contact(self, request: web.Request) -> web.Response:
        return tagged(request, await self._known(request))

    async def add(self, request: web.Request) -> Contact:
        wanted = await taken(request, WantedContact, '{"name": "Ann Lee", "numbers": ["+43 664 123456"]}')
        contact = await self._made(wanted, 0)
        kept = await self._contacts.ask(lambda file: file.keep(contact))
        await self._concern(None, kept)
        return kept

    async def change(self, request: web.Request) -> web.Response:
        wanted = await taken(request, WantedContact, '{"name": "Ann Lee", "numbers": ["+43 664 123456"]}')
        before = await self._known(request)
        must_match(request, before)
        contact = await self._made(wanted, before.contact)
        kept = await self._contacts.ask(lambda file: file.keep(contact))
        await self._concern(before, kept)
        return tagged(request, kept)

    async def remove(self, request: web.Request) -> web.Response:
        before = await self._known(request)
        await self._contacts.ask(lambda file: file.remove(before.contact))
        await self._concern(before, None)
        return web.Response(status=HTTPStatus.NO_CONTENT)

    async def _known(self, request: web.Request) -> Contact:
        text = request.match_info["contact"]
        number = int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
        found = await self._contacts.ask(lambda file: file.contact(number))
        if found is None:
            raise CannotSay(HTTPStatus.NOT_FOUND, f"there is no contact {text[:20]!r}")
        return found

    async def _made(self, wanted: WantedContact, contact: int) -> Contact:
        """With its numbers as the whole world writes them. Raises CannotSay."""
        if len(wanted.numbers) > MOST_NUMBERS:
            raise CannotSay(HTTPStatus.UNPROCESSABLE_ENTITY, f"a contact has at most {MOST_NUMBERS} numbers")
        region = await self._contacts.region()
        try:
            numbers = tuple(dict.fromkeys(normal(each, region) for each in wanted.numbers if each.strip()))
        except NoNumber as fault:
            raise CannotSay(HTTPStatus.UNPROCESSABLE_ENTITY, str(fault)) from None
        long = next((key for key, most in LONGEST.items() if len(getattr(wanted, key)) > most), "")
        if long or not wanted.name.strip():
            sentence = f"{long} has at most {LONGEST[long]} characters" if long else "a contact has a name"
            raise CannotSay(HTTPStatus.UNPROCESSABLE_ENTITY, sentence)
        return Contact(
            contact=contact,
            name=wanted.name.strip(),
            company=wanted.company.strip(),
            numbers=numbers,
            notes=wanted.notes,
            vip=wanted.vip,
            language=wanted.language,
            agent=wanted.agent,
            changed_utc_ms=utc_ms(),
        )

    async def _concern(self, before: Contact | None, after: Contact | None) -> None:
        """The box hears of those it treats in a way of their own."""
        if is_marked(before) or is_marked(after):
            await self._contacts.tell_box()

    TABLE: ClassVar[Table] = (
        Route(
            "GET",
            "/api/v1/contacts",
            listed,
            FLOOR,
            "The address book, by name, or what a search finds.",
            reply=ContactList,
            queries=(
                Query("search", "Words of name or company, or the beginning of a number."),
                Query("vip", "yes: only those who come first."),
                Query("limit", f"At most so many, 1 to {MOST_LISTED}.", int),
                Query("after", "Page on: name of the last one seen."),
                Query("after_contact", "And its contact.", int),
            ),
        ),
        Route(
            "POST",
            "/api/v1/contacts",
            add,
            FLOOR,
            "Adds a contact.",
            body=WantedContact,
            reply=Contact,
            status=HTTPStatus.CREATED,
        ),
        Route("GET", "/api/v1/contacts/{contact}", contact, FLOOR, "One contact.", reply=Contact),
        Route(
            "PUT",
            "/api/v1/contacts/{contact}",
            change,
            FLOOR,
            "Changes a contact; wants If-Match.",
            body=WantedContact,
            reply=Contact,
        ),
        Route(
            "DELETE",
            "/api/v1/contacts/{contact}",
            remove,
            FLOOR,
            "Takes a contact away.",
            status=HTTPStatus.NO_CONTENT,
        ),
    )


def _limit(request: web.Request) -> int:
    limit = _whole(request, "limit", 100)
    if not 1 <= limit <= MOST_LISTED:
        raise CannotSay(HTTPStatus.BAD_REQUEST, f"limit is 1 to {MOST_LISTED}, not {limit}")
    return limit


def _whole(request: web.Request, name: str, default: int) -> int:
    text = request.query.get(name, str(default))
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise CannotSay(HTTPStatus.BAD_REQUEST, f"{name} is a whole number, not {text[:40]!r}")
    return int(text)
