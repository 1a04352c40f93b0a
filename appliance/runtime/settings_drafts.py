"""Whether a draft can be kept or thrown away as it was ordered: by a running box, and at rest."""

import re
from collections.abc import Mapping
from typing import Final

from appliance.config.document import LARGEST_BYTES
from appliance.model.settings_orders import DropDraft, KeepDraft, SettingsRefused
from appliance.model.settings_words import SettingsDraft, SettingsVersion

MOST_DRAFTS: Final = 50
"""Each is as large as all settings; who wants more has forgotten some."""
LONGEST_WORDS: Final = 500
"""Characters of a note, and of a name."""
_NAME: Final = re.compile(r"\w[\w .@-]{0,39}")

Drafts = Mapping[str, SettingsDraft]


def to_keep(
    order: KeepDraft, drafts: Drafts, newest: SettingsVersion | None, utc_ms: int
) -> SettingsDraft | SettingsRefused:
    """`newest` is the version that holds; None: there is none yet."""
    why = _why_not_keep(order, newest)
    if not why and len(drafts) >= MOST_DRAFTS and order.name not in drafts:
        why = f"there are {MOST_DRAFTS} drafts; publish or discard some of them first"
    if why:
        return SettingsRefused(sentence=why)
    if refusal := _out_of_date(drafts, order.name, order.revision):
        return refusal
    return SettingsDraft(
        name=order.name,
        base=order.base,
        revision=order.revision + 1,
        changed_utc_ms=utc_ms,
        who=order.who[:LONGEST_WORDS],
        document=order.document,
    )


def why_not_drop(order: DropDraft, drafts: Drafts) -> SettingsRefused | None:
    if order.name not in drafts:
        return SettingsRefused(sentence=f'no draft is called "{order.name}"', missing=True)
    return _out_of_date(drafts, order.name, order.revision)


def _why_not_keep(order: KeepDraft, newest: SettingsVersion | None) -> str:
    if not _NAME.fullmatch(order.name):
        return 'a draft has a name of 1 to 40 letters, digits, spaces and ".-_@"'
    if len(order.document) > LARGEST_BYTES:
        return f"a draft has at most {LARGEST_BYTES} bytes"
    if newest is None or not 0 < order.base <= newest.version:
        return f"there is no version {order.base} to begin a draft on; begin it anew"
    return ""


def _out_of_date(drafts: Drafts, name: str, revision: int) -> SettingsRefused | None:
    """Whoever changes a draft must have seen it as it is: nothing of the other's is lost."""
    known = drafts.get(name)
    if known is None and revision:
        return SettingsRefused(sentence=f'no draft is called "{name}" any more; begin it anew', missing=True)
    if known is not None and known.revision != revision:
        return SettingsRefused(
            sentence=f'draft "{name}" was changed by {known.who} meanwhile: it is revision {known.revision}, '
            f"not {revision}; look at it again, or take another name"
        )
    return None
