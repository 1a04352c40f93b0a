"""The words of the pages: catalogues are complete, nothing is said past them, and a page is in one language."""

import re
from collections.abc import Iterator
from gettext import c2py
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession
from babel import Locale
from jinja2 import Environment

from appliance.web.catalogues import COOKIE, Catalogues, catalogues, filled
from appliance.web.feed import Feed
from appliance.web.pages import Pages
from tests.web import page_words
from tests.web.conftest import IMPATIENT, at
from tests.web.page_words import LANGUAGES, WEB, said

SPANISH = {"Cookie": f"{COOKIE}=es"}
SHOWN_ATTRIBUTES = {"alt", "aria-description", "aria-label", "aria-roledescription", "label", "placeholder", "title"}
SAME_EVERYWHERE = {"code", "kbd", "script", "style"}
"""Elements whose text is no language: commands, addresses, keys."""


@pytest.mark.parametrize("path", sorted(LANGUAGES.glob("*.po")), ids=lambda path: path.stem)
def test_a_catalogue_is_complete(path: Path) -> None:
    assert list(page_words.faults(page_words.catalogue(path), said())) == []


@pytest.mark.parametrize("path", sorted(LANGUAGES.glob("*.po")), ids=lambda path: path.stem)
def test_a_catalogue_is_as_dev_words_writes_it(path: Path, tmp_path: Path) -> None:
    """So that two who add words meet in the file as seldom as may be."""
    copy = tmp_path / path.name
    copy.write_bytes(path.read_bytes())
    assert page_words.bring_up_to_date(copy, said()) == 0
    assert copy.read_text(encoding="utf-8") == path.read_text(encoding="utf-8")


def test_what_is_missing_left_over_or_wrong_in_a_catalogue_is_found(tmp_path: Path) -> None:
    path = tmp_path / "es.po"
    plural = 'msgid "{count} call"\nmsgid_plural "{count} calls"\nmsgstr[0] "{count} llamada"\nmsgstr[1] ""\n'
    path.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\nPlural-Forms: nplurals=2; plural=n != 1;\\n"\n\n'
        'msgid "gone"\nmsgstr "ido"\n\nmsgid "{name} rings"\nmsgstr "{nombre} llama"\n\n'
        f'#, fuzzy\nmsgid "Live"\nmsgstr "Vivo"\n\n{plural}'
    )
    wanted: dict[page_words.Key, str] = {
        (None, "new"): "",
        (None, "{name} rings"): "",
        (None, "Live"): "",
        (None, "{count} call"): "{count} calls",
    }
    told = "\n".join(page_words.faults(page_words.catalogue(path), wanted))
    for words in ("'new' is not there", "'gone' is said nowhere", "other placeholders", "fuzzy", "call' is not trans"):
        assert words in told
    assert page_words.bring_up_to_date(path, wanted) == 2
    assert 'msgid "new"' in path.read_text()
    assert "gone" not in path.read_text()


class Visible(HTMLParser):
    """What of a template's own markup somebody would see or hear."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside.append(tag)
        self.found += [value.strip() for name, value in attrs if name in SHOWN_ATTRIBUTES and value and _is_said(value)]

    def handle_endtag(self, tag: str) -> None:
        while self._inside and self._inside.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if _is_said(data) and not SAME_EVERYWHERE & {*self._inside}:
            self.found.append(data.strip())


def _is_said(text: str) -> bool:
    return any(sign.isalpha() for sign in text)


def spoken_past_the_catalogues(template: str) -> list[str]:
    """A block of attributes stands inside a tag of the frame: it is no text."""
    parser = Visible()
    markup = re.sub(r"{% block \w+_attributes %}.*?{% endblock %}", "", template)
    tokens = Environment(autoescape=True).lex(markup)
    parser.feed("".join(text for _, kind, text in tokens if kind == "data"))
    return parser.found


@pytest.mark.parametrize("path", sorted((WEB / "templates").glob("*.html")), ids=lambda path: path.stem)
def test_a_template_says_nothing_past_the_catalogues(path: Path) -> None:
    assert spoken_past_the_catalogues(path.read_text()) == []


def test_what_a_template_says_past_the_catalogues_is_found() -> None:
    planted = (
        '{# x #}<p title="Here {{ x }}">Hello {{ _("you") }}, <kbd>Esc</kbd></p><a aria-label="{{ _("Go") }}">›</a>'
    )
    assert spoken_past_the_catalogues(planted) == ["Here", "Hello ,"]


def strings_past_the_catalogues(module: str) -> Iterator[str]:
    """Strings of a module that look like words for people and are not given to t, plural or pgettext."""
    code = re.sub(r"^\s*//.*$|\s//\s.*$", "", module, flags=re.MULTILINE)
    code = re.sub(r'\b(?:t|plural|pgettext)\(\s*(?:"[^"\n]*"\s*,\s*)*"[^"\n]*"', "said(", code)
    for text in re.findall(r'"([^"\n]*)"', code):
        if re.match(r"[A-Z][a-zé]+ [a-z]", text) or (re.match(r"[A-Z][a-z]+$", text) and text not in KEY_NAMES):
            yield text
    for text in re.findall(r"`([^`\n]*)`", code):
        if re.search(r"(^|[ }])[A-Za-z][a-z]+ (\$|[a-z]{2,})", text):
            yield text


@pytest.mark.parametrize("path", sorted((WEB / "static").glob("*.js")), ids=lambda path: path.stem)
def test_a_module_says_nothing_past_the_catalogues(path: Path) -> None:
    assert list(strings_past_the_catalogues(path.read_text())) == []


def test_what_a_module_says_past_the_catalogues_is_found() -> None:
    planted = """
    // "Not this"
    say(t("All is well"), plural("{count} call", "{count} calls", n), pgettext("verb", "Call"));
    say("Done", key === "Enter");
    say(`${name} is gone`, "Nothing there", `.box [data-${name}]`);
    """
    assert list(strings_past_the_catalogues(planted)) == ["Done", "Nothing there", "${name} is gone"]


KEY_NAMES = {"Accept", "Enter", "Escape", "Home", "End", "Tab", "Delete", "Backspace"}
"""Of the keyboard and of HTTP."""


def test_files_named_after_no_language_are_refused(tmp_path: Path) -> None:
    (tmp_path / "castellano-viejo.po").write_text('msgid ""\nmsgstr ""\n')
    with pytest.raises(ValueError, match=r"castellano-viejo\.po: expected a catalogue of gettext"):
        Catalogues(tmp_path)


def test_a_third_language_is_a_file(tmp_path: Path) -> None:
    """Of another number of forms, and written from right to left."""
    rule = "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5;"
    forms = "".join(f'msgstr[{form}] "{{count}} <{form}>"\n' for form in range(6))
    (tmp_path / "ar.po").write_text(
        f'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\nPlural-Forms: {rule}\\n"\n\n'
        f'msgid "{{count}} call"\nmsgid_plural "{{count}} calls"\n{forms}'
    )
    words = Catalogues(tmp_path).words["ar"]
    assert words.direction == "rtl"
    assert [words.plural("{count} call", "{count} calls", count)[-3:] for count in (0, 1, 2, 3, 11, 100)] == [
        f"<{form}>" for form in range(6)
    ]
    script = words.script('plural("{count} call", "{count} calls", 3)').decode()
    assert '"forms":{"zero":0,"one":1,"two":2,"few":3,"many":4,"other":5}' in script
    assert '"{count} call":["{count} <0>"' in script
    assert "calls" not in words.script("").decode()


@pytest.mark.parametrize("path", sorted(LANGUAGES.glob("*.po")), ids=lambda path: path.stem)
def test_a_browser_chooses_the_form_of_a_plural_that_gettext_would(path: Path) -> None:
    """The one knows categories, the other counts."""
    locale, by_count = Locale.parse(path.stem), c2py(page_words.catalogue(path).plural_expr)
    forms = catalogues().words[path.stem.replace("_", "-")].forms()
    for number in (*range(2_000), 10_000, 1_000_000, 2_000_000):
        assert forms[locale.plural_form(number)] == by_count(number), number


def test_values_are_put_in_by_name_and_nothing_else_is_evaluated() -> None:
    assert filled("{name} {name.__class__} {other} {", {"name": "{other}"}) == "{other} {name.__class__} {other} {"


@pytest.mark.parametrize(
    ("cookie", "site", "accepted", "language"),
    [
        ("", "", "", "en"),
        ("", "", "de-DE, es-MX;q=0.7, en;q=0.5", "es"),
        ("", "", "es;q=0, en", "en"),
        ("", "", "en, es;q=0.9", "en"),
        ("", "es+f3", "en", "es"),
        ("", "en", "es", "es"),
        ("", "de", "es", "es"),
        ("en", "es", "es", "en"),
        ("es", "", "en", "es"),
        ("<b>", "", "*;q=x, " + "a" * 600, "en"),
    ],
)
async def test_a_page_is_in_the_language_of_who_asks(
    path: Path, cookie: str, site: str, accepted: str, language: str
) -> None:
    options = at(path)
    pages = Pages(options.__class__(**{**_fields(options), "language": site}), None, Feed(path, IMPATIENT))
    port = await pages.start()
    headers = {"Accept-Language": accepted, "Cookie": f"{COOKIE}={cookie}"}
    async with ClientSession() as http, http.get(f"http://127.0.0.1:{port}/sign-in", headers=headers) as answer:
        text = await answer.text()
        assert answer.headers["Content-Language"] == language
    await pages.close()
    assert f'<html lang="{language}"' in text
    assert ("Iniciar sesión" in text) == (language == "es")
    assert (f"language.{language}.js" in text) == (language != "en")


def _fields(options: Any) -> dict[str, Any]:
    return {name: getattr(options, name) for name in options.__struct_fields__}


async def test_problems_are_in_the_language_of_who_asks(http: ClientSession) -> None:
    async with http.get("/nothing", headers={"Accept-Language": "es"}) as answer:
        assert (await answer.json(content_type=None))["detail"].startswith("no hay nada en /nothing")
    async with http.get("/nothing", headers={"Accept": "text/html,*/*;q=0.8", **SPANISH}) as answer:
        assert (answer.status, answer.content_type) == (404, "text/html")
        text = await answer.text()
    assert "No hay nada en /nothing; la página en directo está en /." in text
