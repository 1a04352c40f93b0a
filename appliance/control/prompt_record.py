"""`callbox prompt record`: the box rings a telephone, somebody speaks after the tone, and what was said is a prompt."""

import sys
from pathlib import Path

from appliance.config.prompt_folder import PromptFolder
from appliance.control.blocking_client import BlockingClient
from appliance.control.prompt_words import MakePrompts
from appliance.control.schema import Begun, CallFinished, DialNumber, Subscribe
from appliance.drivers.errors import DriverFault
from appliance.drivers.sound.prompt_import import Made, keep, made_of
from appliance.model.languages import variant
from appliance.model.records import CallRecord
from appliance.model.settings import DATABASE_NAME, Settings
from appliance.model.spoken import TAKE
from appliance.model.words import CallId, LineName, PromptName
from appliance.store.faults import StoreFault
from appliance.store.reader import StoreReader


def record(box: BlockingClient, settings: Settings, whole: PromptName, *, number: str, line: LineName | None) -> Made:
    """Rings, waits until the call is over, and keeps what was said, as hello@de. Raises DriverFault, NoBox, Refused."""
    box.ask(Subscribe())  # before the wish, so that no end falls between
    begun = box.ask(DialNumber(number=number, line=line, flow=TAKE + whole))
    if not isinstance(begun, Begun):
        raise DriverFault("the box did not say whether it calls; callbox calls tells")
    sys.stdout.write(f"ringing {number}; speak after the tone, and press a key when you have finished;\n")
    sys.stdout.write("then after the next tone 1 lets you hear it, 2 speak again, # keeps it, as hanging up does\n")
    sys.stdout.flush()
    over = _end_of(box, begun.call)
    take = _take(settings, begun.call)
    if take is None:
        reached = "nothing was said" if over.answered_ms is not None else "nobody was reached"
        raise DriverFault(f"{reached}, so nothing is changed; callbox explain {begun.call} tells how the call went")
    name, _, language = whole.partition("@")
    try:
        made = made_of(take)
        keep(PromptFolder(settings.box.state_dir), name, language, take, made)
    except DriverFault as fault:
        raise DriverFault(f"{fault}; what was said stays in {take}") from fault
    box.ask(MakePrompts(made_of=begun.call))
    return made


def whole_name(name: PromptName, language: str) -> PromptName:
    return variant(name, language) if language else name


def _end_of(box: BlockingClient, call: CallId) -> CallRecord:
    """Told only when the call's row, and the take's before it, are durable."""
    for news in box.told():
        if isinstance(news, CallFinished) and news.call.call == call:
            return news.call
    raise DriverFault("the box went away during the call; nothing is changed")


def _take(settings: Settings, call: CallId) -> Path | None:
    state = Path(settings.box.state_dir)
    try:
        with StoreReader(state / DATABASE_NAME) as store:
            take = store.take(call)
    except StoreFault as fault:
        raise DriverFault(f"what was said cannot be found: {fault}") from fault
    return state / take.file if take is not None else None
