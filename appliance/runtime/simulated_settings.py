"""Which settings a simulated call is played on – what holds, a version, a draft – and how long their prompts take."""

import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from msgspec.structs import replace

from appliance.config.document import Document
from appliance.config.errors import SettingsFault
from appliance.config.in_effect import with_places
from appliance.config.loading import Found, read_settings
from appliance.config.places import Fault
from appliance.config.prompt_folder import PromptFolder
from appliance.config.stored import label_of
from appliance.core.simulating import simulate
from appliance.model.languages import names_in
from appliance.model.plan import Plan, PromptPlan
from appliance.model.settings import Settings
from appliance.model.simulation import Simulated, Spoken, Wanted
from appliance.model.words import FlowName, Ms, PromptName
from appliance.runtime.settings_book import Book, draft_label, read_version

MATTERS: Final = frozenset({"queue", "hours", "agent", "routing", "target", "outbound"})
"""Tables that every simulated call may need."""
A_LETTER_MS: Final[Ms] = 65
"""A voice says about 15 letters a second; an estimate, of no voice in particular."""
A_BREATH_MS: Final[Ms] = 400
A_VALUE_MS: Final[Ms] = 2_000
"""A number, a date, an announced wait: what cannot be told from the length of a text."""
A_BEEP_MS: Final[Ms] = 300


class Ground(NamedTuple):
    """What a call is played on."""

    settings: Settings
    of: str


def simulated(book: Book, wanted: Wanted, *, draft: str = "", version: int = 0) -> Simulated:
    """Of a draft, a version, or what holds. Raises CannotSimulate, SettingsFault, Refusal, StoreFault."""
    ground = _ground(book, wanted, draft, version)
    return simulate(ground.settings.plan, wanted, Prompts(ground.settings).spoken, ground.of)


class Prompts:
    """What prompts say, and how long."""

    def __init__(self, settings: Settings) -> None:
        self._language = settings.box.language
        self._plans: dict[PromptName, PromptPlan] = {prompt.name: prompt for prompt in settings.plan.prompts}
        self._recorded = PromptFolder(settings.box.state_dir).names() if settings.box.state_dir else {}

    def spoken(self, name: PromptName, language: str) -> Spoken:
        file = next((self._recorded[each] for each in names_in(name, language) if each in self._recorded), None)
        plan = self._plans.get(name)
        text = _text(plan, language or self._language) if plan is not None else ""
        if file is None and plan is not None and plan.file:
            file = Path(plan.file)
        lasts = _length(file) if file is not None else None
        if lasts is None:
            lasts = A_BREATH_MS + A_LETTER_MS * len(text) if text else A_BEEP_MS if name == "beep" else A_VALUE_MS
        return Spoken(prompt=name, text="" if file is not None else text, lasts_ms=lasts)


def _text(plan: PromptPlan, language: str) -> str:
    found = (plan.texts[each] for each in _languages(language) if each in plan.texts)
    return next(found, plan.text)


def _languages(language: str) -> Iterator[str]:
    """With and without what follows the hyphen, as the settings may write it."""
    yield language
    yield from (name.removeprefix("x@") for name in names_in("x", language) if name != "x")


def _length(file: Path) -> Ms | None:
    """None where it is no WAV file that can be read: its length is guessed."""
    try:
        with wave.open(str(file)) as sound:
            return int(1_000 * sound.getnframes() // sound.getframerate())
    except (OSError, EOFError, wave.Error, ZeroDivisionError):
        return None


def _ground(book: Book, wanted: Wanted, draft: str, version: int) -> Ground:
    document, of, label = _document(book, draft, version)
    faults: list[str] = []
    found = read_settings(book.main, instead=with_places(document, book.files, label, book.main, faults))
    wrong = [*faults, *_of_the_call(found, wanted)]
    if wrong:
        raise SettingsFault(tuple(dict.fromkeys(wrong)))
    sound = tuple(
        entry
        for entry in found.entries
        if entry.sound and not _is_faulty_flow(entry.table.kind, entry.table.name, found)
    )
    settings = Found(sound, ()).loaded().settings
    return Ground(replace(settings, plan=_with_lines_that_lead(settings.plan)), of)


def _document(book: Book, draft: str, version: int) -> tuple[Document, str, str]:
    if draft:
        kept = book.draft(draft)
        document = book.brought_up(kept, prefer_ours=True).document
        return document, f'draft "{draft}"', draft_label(draft)
    found = book.version(version) if version else book.newest()
    name = f"version {found.version}" if found.version else "the files"
    return read_version(found), name, label_of(found.version)


def _of_the_call(found: Found, wanted: Wanted) -> Iterator[str]:
    """Faults of what the call needs; the rest of a draft may be wrong still."""
    flow, unsound = _flow(found, wanted), {(e.table.kind, e.table.name) for e in found.entries if not e.sound}
    for fault in found.faults:
        spot = fault.spot if isinstance(fault, Fault) else None
        if spot is None:
            continue
        of_flow = spot.kind == "flow" and spot.name == flow
        of_line = spot.kind == "line" and spot.name == wanted.line and (spot.kind, spot.name) in unsound
        if of_flow or of_line or (spot.kind in MATTERS and (spot.kind, spot.name) in unsound):
            yield fault


def _flow(found: Found, wanted: Wanted) -> FlowName:
    if wanted.flow:
        return wanted.flow
    lines = [entry for entry in found.entries if entry.table.kind == "line"]
    chosen = next((entry for entry in lines if entry.table.name == wanted.line), None)
    chosen = chosen or (lines[0] if lines and not wanted.line else None)
    return str(getattr(chosen.value, "flow", "") or "") if chosen is not None else ""


def _is_faulty_flow(kind: str, name: str, found: Found) -> bool:
    spots = (fault.spot for fault in found.faults if isinstance(fault, Fault))
    return kind == "flow" and any(spot.kind == kind and spot.name == name for spot in spots)


def _with_lines_that_lead(plan: Plan) -> Plan:
    """Without lines whose flow was left out for its faults."""
    known = {flow.name for flow in plan.flows}
    return replace(plan, lines=tuple(line for line in plan.lines if line.flow in known))
