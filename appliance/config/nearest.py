"""What a mistyped name was probably meant to be."""

from collections.abc import Iterable
from difflib import get_close_matches

from appliance.config.toml_text import shown

_MOST_NAMES = 8
"""A sentence that lists more is not read."""


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word most like this one, whatever its case; None when none is alike."""
    by_lower = {name.lower(): name for name in known}
    found = get_close_matches(word.lower(), by_lower, n=1)
    return by_lower[found[0]] if found else None


def hint(word: str, known: Iterable[str], none: str = "there is none") -> str:
    """The end of a sentence: the nearest match, or what there is, or `none`."""
    names = tuple(known)
    near = nearest(word, names)
    if near is not None:
        return f"did you mean {shown(near)}?"
    if not names:
        return none
    some = ", ".join(shown(name) for name in names[:_MOST_NAMES])
    more = len(names) - _MOST_NAMES
    return f"there is {some}" + (f" and {more} more" if more > 0 else "")
