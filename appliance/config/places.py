"""Where in the settings something stands, and how a sentence about it begins."""

from typing import Any, NamedTuple

from appliance.config.hidden import HIDDEN, is_secret
from appliance.config.toml_text import shown, shown_key
from appliance.model.settings_words import Spot


class Fault(str):
    """A sentence that knows which field it is about: people read the one, forms the other."""

    __slots__ = ("spot",)

    spot: Spot

    def __new__(cls, sentence: str, spot: Spot) -> "Fault":
        fault = super().__new__(cls, sentence)
        fault.spot = spot
        return fault

    def of_table(self, kind: str, name: str) -> "Fault":
        """With the table, where whoever told it knew the keys alone."""
        return self if self.spot.kind else Fault(self, Spot(kind=kind, name=name, keys=self.spot.keys))


class Place(NamedTuple):
    where: str
    """File and table: `site/lines.toml: [[line]] 2 "front"`."""
    keys: tuple[str, ...] = ()
    kind: str = ""
    """Of the table, where it is known."""
    name: str = ""

    def at(self, *keys: str) -> "Place":
        return self._replace(keys=(*self.keys, *keys))

    def __str__(self) -> str:
        return f"{self.where} {'.'.join(shown_key(key) for key in self.keys)}" if self.keys else self.where

    @property
    def spot(self) -> Spot:
        return Spot(kind=self.kind, name=self.name, keys=self.keys)

    def wrong(self, value: Any, problem: str) -> str:
        """`… prot = 8080: no such option; did you mean "port"?` A secret's value is not told."""
        secret = bool(self.keys) and is_secret(self.keys[-1])
        return Fault(f"{self} = {HIDDEN if secret else shown(value)}: {problem}", self.spot)

    def lacks(self, problem: str) -> str:
        return Fault(f"{self}: {problem}", self.spot)
