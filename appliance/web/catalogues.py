"""The words of the pages in other languages: a catalogue of gettext (es.po) each, read once; the source is English."""

import re
from collections.abc import Mapping
from functools import cache
from gettext import GNUTranslations, NullTranslations, c2py
from io import BytesIO
from pathlib import Path
from typing import Final

import msgspec
from aiohttp import web
from babel import Locale
from babel.core import UnknownLocaleError
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from markupsafe import Markup, escape

FOLDER: Final = Path(__file__).parent / "languages"
SOURCE: Final = "en"
"""What stands in templates, programs and modules."""
COOKIE: Final = "callbox-language"
"""Chosen in a page (static/frame.js): it belongs to the browser, and is no secret."""
IN_CONTEXT: Final = "\x04"
"""Between a context and its message, as in the compiled catalogues of gettext."""
TRIED: Final = (*range(200), 1_000, 1_000_000)
"""Whole numbers in which every rule of plurals shows all its categories (Unicode CLDR, plural rules)."""


def _(text: str) -> str:
    """Marks a text for the catalogues; it is translated where it is shown, by Words."""
    return text


def filled(text: str, values: Mapping[str, object]) -> str:
    """With {name} replaced; of Markup the values are escaped, unless they are Markup too."""
    written = escape if isinstance(text, Markup) else str
    return type(text)(re.sub(r"\{(\w+)\}", lambda found: str(written(values.get(found[1], found[0]))), text))


class Words:
    """One language: its messages, its plurals, its figures."""

    def __init__(self, locale: Locale, catalogue: Catalog | None = None) -> None:
        """Without a catalogue: the source's own."""
        self.language = str(locale).replace("_", "-")
        self.name = str(locale.get_display_name(locale)).capitalize()
        self.direction = locale.text_direction
        self._locale = locale
        self._catalogue = Catalog(locale) if catalogue is None else catalogue
        self._known = NullTranslations() if catalogue is None else _compiled(catalogue)

    def t(self, text: str, **values: object) -> str:
        return filled(self._known.gettext(text), values)

    def pgettext(self, context: str, text: str, **values: object) -> str:
        """Of words that mean several things: the context says which."""
        return filled(self._known.pgettext(context, text), values)

    def plural(self, one: str, many: str, count: int, **values: object) -> str:
        """{count} in it is the number as this language writes it."""
        return filled(self._known.ngettext(one, many, count), {"count": self.number(count), **values})

    def number(self, value: float) -> str:
        return format_decimal(value, locale=self._locale)

    def script(self, modules: str) -> bytes:
        """What the modules show of it, as a program that a page loads before them (static/language.js reads it)."""
        messages = {}
        for message in self._catalogue:
            text = message.id if isinstance(message.id, str) else message.id[0]
            if text and not message.fuzzy and message.string and _is_said(text, modules):
                messages[f"{message.context}{IN_CONTEXT}{text}" if message.context else text] = message.string
        told = {"forms": self.forms(), "messages": messages}
        return b"globalThis.callboxWords = " + msgspec.json.encode(told) + b";\n"

    def forms(self) -> dict[str, int]:
        """CLDR's categories, which browsers know, with the form of the catalogue that each one takes."""
        form = c2py(self._catalogue.plural_expr)
        return {self._locale.plural_form(number): form(number) for number in TRIED}


class Catalogues:
    """Every language there is, by its tag; English first."""

    def __init__(self, folder: Path = FOLDER) -> None:
        """Raises ValueError for a file that is no catalogue or is not named after a language."""
        self.words = {SOURCE: Words(Locale(SOURCE))}
        for path in sorted(folder.glob("*.po")):
            words = _read(path)
            self.words[words.language] = words

    def known(self, tag: str) -> str:
        """The language there is for a tag such as es-MX, or for a voice such as es+f3; empty when there is none."""
        wanted = tag.replace("_", "-").partition("+")[0].casefold()
        for language in self.words:
            if language.casefold() in {wanted, wanted.partition("-")[0]}:
                return language
        return ""

    def asked(self, request: web.Request, site_language: str = "") -> Words:
        """The browser's choice, else the site's language, else what the browser likes, else English."""
        chosen = self.known(request.cookies.get(COOKIE, "")[:40])
        liked = self._accepted(request.headers.get("Accept-Language", ""))
        return self.words[chosen or site_language or liked or SOURCE]

    def _accepted(self, header: str) -> str:
        """The best one of Accept-Language (RFC 9110 §12.5.4); empty when there is none of them."""
        ranges = [part.partition(";") for part in header[:500].split(",")]
        ordered = sorted(ranges, key=lambda part: -_weight(part[2]))
        return next((found for tag, _, more in ordered if _weight(more) and (found := self.known(tag.strip()))), "")


@cache
def catalogues() -> Catalogues:
    """Of this program: they do not change while it runs."""
    return Catalogues()


def _read(path: Path) -> Words:
    try:
        locale = Locale.parse(path.stem, sep="-" if "-" in path.stem else "_")
        with path.open("rb") as file:
            return Words(locale, read_po(file, locale=locale, abort_invalid=True))
    except (ValueError, UnknownLocaleError) as fault:
        message = f"{path.name}: expected a catalogue of gettext named after its language, such as es.po: {fault}"
        raise ValueError(message) from None


def _compiled(catalogue: Catalog) -> GNUTranslations:
    file = BytesIO()
    write_mo(file, catalogue)
    file.seek(0)
    return GNUTranslations(file)


def _is_said(text: str, modules: str) -> bool:
    """Whether the modules have it as a string."""
    plain = text.replace("\\", "\\\\").replace("\n", "\\n")
    return any(f"{quote}{plain.replace(quote, chr(92) + quote)}{quote}" in modules for quote in "\"'`")


def _weight(parameters: str) -> float:
    found = re.fullmatch(r"\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*", parameters)
    return float(found[1]) if found else float(not parameters.strip())
