"""What the pages say: found in templates, programs and modules; as a program (./dev words) brings catalogues there."""

import re
import sys
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, TypeAlias

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

WEB = Path(__file__).parents[2] / "appliance" / "web"
LANGUAGES = WEB / "languages"
KEYWORDS: dict[str, Any] = {
    "_": None,
    "t": None,
    "plural": (1, 2),
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
}
Key: TypeAlias = tuple[str | None, str]
"""Context and message."""

HEADER = """\
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plurals}\\n"
"""


def said(web: Path = WEB) -> dict[Key, str]:
    """Every message, with its plural in English; empty where it has none."""
    found: dict[Key, str] = {}
    for path in sorted(web.rglob("*")):
        for key, plural in _messages(path):
            if found.setdefault(key, plural) != plural:
                message = f"{path.name}: {key[1]!r} is said with a plural and without, or with two; give one a context"
                raise ValueError(message)
    return found


def _messages(path: Path) -> Iterator[tuple[Key, str]]:
    method = _METHODS.get(path.suffix)
    if method is None:
        return
    options = {"silent": "false", "template_string": True, "parse_template_string": True}
    with path.open("rb") as file:
        for _, message, _, context in extract(method, file, KEYWORDS, options=options):  # type: ignore[arg-type]
            one, many = message if isinstance(message, tuple) else (message, "")
            yield (context, one), many


_METHODS: dict[str, str | Callable[..., Any]] = {".html": babel_extract, ".py": "python", ".js": "javascript"}


def catalogue(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.stem, abort_invalid=True)


def faults(catalog: Catalog, wanted: dict[Key, str]) -> Iterator[str]:
    """What stands between this catalogue and a complete one."""
    there = {(message.context, _one(message)): message for message in catalog if message.id}
    for key in wanted.keys() - there.keys():
        yield f"{key[1]!r} is not there; ./dev words adds it"
    for key in there.keys() - wanted.keys():
        yield f"{key[1]!r} is said nowhere; ./dev words takes it away"
    for key in there.keys() & wanted.keys():
        yield from _faults_of(there[key], wanted[key], catalog.num_plurals)


def _faults_of(message: Message, plural: str, forms: int) -> Iterator[str]:
    one = _one(message)
    texts = (message.string,) if isinstance(message.string, str) else tuple(message.string)
    if message.fuzzy:
        yield f"{one!r} is fuzzy"
    if len(texts) != (forms if plural else 1):
        yield f"{one!r} has {len(texts)} forms"
    if plural and _many(message) != plural:
        yield f"{one!r} has another plural than is said: {plural!r}"
    for text in texts:
        if not text:
            yield f"{one!r} is not translated"
        elif names(text) != names(plural or one) and not (plural and names(text) == names(one)):
            yield f"{one!r} has other placeholders than {text!r}"


def names(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))


def _one(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _many(message: Message) -> str:
    return "" if isinstance(message.id, str) else message.id[1]


def bring_up_to_date(path: Path, wanted: dict[Key, str]) -> int:
    """Adds what is new, without a translation, and drops what is said no more. How many are not translated."""
    old = catalogue(path)
    new = Catalog(old.locale)
    for (context, one), many in wanted.items():
        before = old.get(one, context)
        string = before.string if before is not None and isinstance(before.string, tuple) == bool(many) else None
        new.add((one, many) if many else one, string, context=context)
    file = BytesIO()
    write_po(file, new, width=0, omit_header=True, sort_output=True)
    header = HEADER.format(language=path.stem.replace("_", "-"), plurals=old.plural_forms)
    path.write_text(f"{header}\n{file.getvalue().decode().strip()}\n", encoding="utf-8")
    return sum(not message.string or not all(message.string) for message in new if message.id)


def main() -> int:
    wanted = said()
    left = 0
    for path in sorted(LANGUAGES.glob("*.po")):
        missing = bring_up_to_date(path, wanted)
        left += missing
        sys.stdout.write(f"{path.name}: {len(wanted)} messages, {missing} not translated\n")
    return int(bool(left))


if __name__ == "__main__":
    sys.exit(main())
