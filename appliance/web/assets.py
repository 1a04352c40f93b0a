"""The files of the pages, read once: scripts, style and pictures under an address that changes with any of them."""

from hashlib import sha256
from html import escape
from pathlib import Path
from string import Template

from appliance.model.words import Value

HERE = Path(__file__).parent

TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}


class Asset(Value, frozen=True):
    content: bytes
    kind: str


class Assets:
    """`version` names exactly this set of files; it is part of their address, so that they may be kept for ever."""

    def __init__(self, folder: Path = HERE / "static", templates: Path = HERE / "templates") -> None:
        files = sorted(path for path in folder.iterdir() if path.suffix in TYPES)
        self.files = {path.name: Asset(path.read_bytes(), TYPES[path.suffix]) for path in files}
        pages = sorted(templates.glob("*.html"))
        self._pages = {path.stem: Template(path.read_text()) for path in pages}
        seal = sha256("".join(page.template for page in self._pages.values()).encode())
        for name, asset in self.files.items():
            seal.update(name.encode() + b"\0" + asset.content + b"\0")
        self.version = seal.hexdigest()[:12]

    def page(self, name: str, box: str, *, rows: str = "", agent: str = "") -> str:
        """One of the templates, filled; words become text, `rows` is markup already."""
        words = {"box": escape(box), "agent": escape(agent), "rows": rows}
        return self._pages[name].substitute(words, assets=self.version)
