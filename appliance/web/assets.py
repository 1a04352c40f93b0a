"""The files of the pages, read once: scripts, style and pictures under an address that changes with any of them."""

from functools import cache
from hashlib import sha256
from pathlib import Path

from appliance.model.words import Value
from appliance.web.catalogues import SOURCE, catalogues

HERE = Path(__file__).parent

TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}


class Asset(Value, frozen=True):
    content: bytes
    kind: str


class Assets:
    """`version` names exactly this set of files and the templates with them; it is part of their address, so that they
    may be kept for ever.
    """

    def __init__(self) -> None:
        self.files = _files(HERE / "static")
        seal = sha256(b"".join(path.read_bytes() for path in sorted((HERE / "templates").glob("*.html"))))
        for name, asset in self.files.items():
            seal.update(name.encode() + b"\0" + asset.content + b"\0")
        self.version = seal.hexdigest()[:12]


@cache
def _files(folder: Path) -> dict[str, Asset]:
    """With the words of each language as one more script."""
    paths = sorted(path for path in folder.iterdir() if path.suffix in TYPES)
    files = {path.name: Asset(path.read_bytes(), TYPES[path.suffix]) for path in paths}
    modules = "\n".join(path.read_text() for path in paths if path.suffix == ".js")
    for language, words in catalogues().words.items():
        if language != SOURCE:
            files[f"language.{language}.js"] = Asset(words.script(modules), TYPES[".js"])
    return files
