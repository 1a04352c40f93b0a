"""Where in the settings something stands, and how a sentence about it begins."""

from typing import Any, NamedTuple

from appliance.config.hidden import HIDDEN, is_secret
from appliance.config.toml_text import shown, shown_key


class Place(NamedTuple):
    where: str
    """File and table: `site/lines.toml: [[line]] 2 "front"`."""
    keys: tuple[str, ...] = ()

    def at(self, *keys: str) -> "Place":
        return Place(self.where, (*self.keys, *keys))

    def __str__(self) -> str:
        return f"{self.where} {'.'.join(shown_key(key) for key in self.keys)}" if self.keys else self.where

    def wrong(self, value: Any, problem: str) -> str:
        """`… prot = 8080: no such option; did you mean "port"?` A secret's value is not told."""
        secret = bool(self.keys) and is_secret(self.keys[-1])
        return f"{self} = {HIDDEN if secret else shown(value)}: {problem}"

    def lacks(self, problem: str) -> str:
        return f"{self}: {problem}"
