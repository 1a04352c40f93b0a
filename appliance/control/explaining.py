"""Putting a call's explanation together: its record and notes, why it waits, its decisions told from the journal."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import msgspec

from appliance.control.blocking_client import BlockingClient
from appliance.control.explained import Explanation
from appliance.control.schema import CallWaits, ExplainCall, Explained, WhyCallWaits
from appliance.model.explanation import Retelling, Waiting
from appliance.model.words import CallId
from appliance.store.faults import StoreFault
from appliance.store.reader import StoreReader

RETELLER = "appliance.runtime.retelling"
"""Chosen by name, as programs are: it brings the engine with it, which nothing else here needs."""

Progress = Callable[[int, int], None]
"""Steps done, steps in all."""


def from_box(box: BlockingClient, call: CallId) -> Explanation | None:
    """Without its decisions. Raises NotThere, Refused and NoBox."""
    found = box.ask(ExplainCall(call))
    if not isinstance(found, Explained):
        return None
    return Explanation(call=found.call, notes=found.notes, waiting=_waiting(box, found))


def _waiting(box: BlockingClient, found: Explained) -> Waiting | None:
    if found.call.ended_ms is not None:
        return None
    why = box.ask(WhyCallWaits(found.call.call))
    return why.why if isinstance(why, CallWaits) and why.why.facts.waits else None


def from_store(store: StoreReader, call: CallId) -> Explanation | None:
    """Without its decisions; None when there is no such call. Raises StoreFault."""
    record = store.call(call)
    return Explanation(call=record, notes=store.timeline(call)) if record is not None else None


def retold(whole: Explanation, database: Path, progress: Progress) -> Explanation:
    """With every decision in full, or one sentence why not."""
    retell: Callable[..., Retelling] = import_module(RETELLER).retell
    try:
        with StoreReader(database) as store:
            retelling = retell(store, whole.call.call, progress)
    except StoreFault as fault:
        return msgspec.structs.replace(whole, doubt=f"The decisions are not told in full: {fault}")
    return msgspec.structs.replace(whole, retelling=retelling)
