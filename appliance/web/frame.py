"""Every page: its template in the common frame, in the language of who asks, with the navigation they may use."""

from collections.abc import Mapping
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import escape

from appliance.model.accounts import NOBODY
from appliance.web.admission import WHO
from appliance.web.assets import Assets
from appliance.web.catalogues import SOURCE, Words, catalogues, filled
from appliance.web.feed import Feed
from appliance.web.navigation import Navigation
from appliance.web.packed import page_answer
from appliance.web.route import Table

TEMPLATES: Final = Path(__file__).parent / "templates"


class Frame:
    def __init__(self, assets: Assets, feed: Feed, site_language: str = "") -> None:
        """`site_language`: what the box speaks; English, being what nobody chose, leaves the choice to browsers."""
        self._assets = assets
        self._feed = feed
        self._words = catalogues()
        site = self._words.known(site_language)
        self._site_language = "" if site == SOURCE else site
        self._templates = {language: _environment(words) for language, words in self._words.words.items()}
        self._navigation = Navigation((), ())

    def describe(self, table: Table) -> None:
        """Tells which pages there are, once. Raises ValueError when the navigation names others."""
        self._navigation = Navigation(table)

    def words(self, request: web.Request) -> Words:
        """Of who asks."""
        return self._words.asked(request, self._site_language)

    def trouble(self, request: web.Request, status: HTTPStatus, sentence: str) -> web.Response:
        """What is wrong, for people."""
        return self.page(request, "problem", status=status, sentence=sentence)

    def page(
        self, request: web.Request, name: str, *, status: HTTPStatus = HTTPStatus.OK, **values: object
    ) -> web.Response:
        """A template with `values`, which become text. No secret is among them: scripts fetch those from the API."""
        words, who = self.words(request), request.get(WHO, NOBODY)
        told = {
            "box": self._feed.box,
            "assets": self._assets.version,
            "language": words.language,
            "direction": words.direction,
            "languages": self._words.words,
            "who": who,
            "path": request.path,
            "menus": self._navigation.menus(who, request.path),
        }
        text = self._templates[words.language].get_template(f"{name}.html").render(told | values)
        return page_answer(request, text, words.language, status)


def _environment(words: Words) -> Environment:
    """Everything becomes text unless it is Markup; a name that was not given is a fault, not an empty string."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals |= {
        "_": partial(_said, words.t),
        "pgettext": partial(_said, words.pgettext),
        "ngettext": partial(_said, words.plural),
        "number": words.number,
    }
    return made


def _said(translate: Any, *texts: Any, **values: object) -> str:
    """A message is text; what is put into it may be markup, such as a link."""
    return filled(escape(translate(*texts)), values) if _has_markup(values) else translate(*texts, **values)


def _has_markup(values: Mapping[str, object]) -> bool:
    return any(hasattr(value, "__html__") for value in values.values())
