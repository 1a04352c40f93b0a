"""Where a house that is made for a demonstration, a benchmark or a test keeps its things: all below one folder."""

from pathlib import Path

from appliance.model.settings import DATABASE_NAME
from appliance.model.words import Value


class Layout(Value, frozen=True):
    folder: Path

    @property
    def config(self) -> Path:
        return self.folder / "appliance.toml"

    @property
    def site(self) -> Path:
        """The files of settings beside it."""
        return self.folder / "site"

    @property
    def ports(self) -> Path:
        """Of the pretend modems."""
        return self.folder / "ports"

    @property
    def state(self) -> Path:
        return self.folder / "state"

    @property
    def database(self) -> Path:
        return self.state / DATABASE_NAME

    @property
    def cache(self) -> Path:
        return self.folder / "cache"

    @property
    def socket(self) -> Path:
        return self.folder / "run" / "control.sock"

    @property
    def script(self) -> Path:
        """What the callers do."""
        return self.folder / "script.json"

    @property
    def report(self) -> Path:
        """What the exchange wrote down."""
        return self.folder / "report.jsonl"

    def make_folders(self) -> None:
        for folder in (self.site, self.state, self.cache, self.socket.parent):
            folder.mkdir(parents=True, exist_ok=True)
