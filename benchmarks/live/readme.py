"""Puts measured text into benchmarks/README.md, between the marks of its section; nothing there is written by hand."""

from pathlib import Path

README = Path(__file__).parents[1] / "README.md"


def write_section(name: str, text: str, file: Path = README) -> None:
    """Raises ValueError when the file has no such section."""
    file.write_text(replaced(file.read_text(), name, text))


def replaced(whole: str, name: str, text: str) -> str:
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    before, found, rest = whole.partition(begin)
    _, closed, after = rest.partition(end)
    if not (found and closed):
        raise ValueError(f"README: no section between {begin} and {end}; add the two lines where it belongs")
    return f"{before}{begin}\n{text.strip()}\n{end}{after}"
