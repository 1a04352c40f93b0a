"""A workbook of one sheet (ECMA-376, Part 1: SpreadsheetML), written row by row: texts, numbers, dates, durations."""

import io
import re
import time
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple, TypeAlias
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

EPOCH_DAYS: Final = 25_569
"""From 1899-12-30, day 0 of the 1900 date system (§18.17.4.1), to 1970-01-01."""
LONGEST_TEXT: Final = 32_767
"""Of a cell, §18.18.55 as every program keeps to it."""


class Moment(NamedTuple):
    """A date with its time, shown by the clock on the wall of this machine."""

    utc_ms: int


class Seconds(NamedTuple):
    """A duration."""

    seconds: float


Cell: TypeAlias = str | int | Moment | Seconds | None

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_TYPES = (
    f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KIND}.worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_KIND}.styles+xml"/></Types>'
)
_ROOT = (
    f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)
_PARTS = (
    f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="r2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>'
)
_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}"><numFmts count="2">'
    '<numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/>'
    '<numFmt numFmtId="165" formatCode="[h]:mm:ss"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs></styleSheet>'
)
_MOMENT, _SECONDS, _TITLE = 1, 2, 3
"""Places in cellXfs."""
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Signs that XML 1.0 §2.2 has no place for."""


def workbook(name: str, titles: Iterable[str], rows: Iterable[Iterable[Cell]]) -> bytes:
    """Headings stay in sight while one scrolls, and each column can be filtered."""
    book = (
        f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        f'<sheet name="{escape(name)}" sheetId="1" r:id="r1"/></sheets></workbook>'
    )
    parts = {"[Content_Types].xml": _TYPES, "_rels/.rels": _ROOT, "xl/workbook.xml": book, "xl/styles.xml": _STYLES}
    content = io.BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as package:
        for place, text in (*parts.items(), ("xl/_rels/workbook.xml.rels", _PARTS)):
            package.writestr(place, text)
        with package.open("xl/worksheets/sheet1.xml", "w") as sheet:
            for piece in _sheet(tuple(titles), rows):
                sheet.write(piece.encode())
    return content.getvalue()


def _sheet(titles: tuple[str, ...], rows: Iterable[Iterable[Cell]]) -> Iterator[str]:
    yield (
        f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f'<cols><col min="1" max="{len(titles)}" width="18" customWidth="1"/></cols><sheetData>'
    )
    yield "<row>" + "".join(_text(title, _TITLE) for title in titles) + "</row>"
    count = 1
    for row in rows:
        count += 1
        yield "<row>" + "".join(map(_cell, row)) + "</row>"
    yield f'</sheetData><autoFilter ref="A1:{_column(len(titles))}{count}"/></worksheet>'


def _cell(cell: Cell) -> str:
    match cell:
        case None:
            return "<c/>"
        case Moment(utc_ms):
            local = time.localtime(utc_ms / 1000)
            days = EPOCH_DAYS + (utc_ms / 1000 + local.tm_gmtoff) / 86_400
            return f'<c s="{_MOMENT}"><v>{days:.8f}</v></c>'
        case Seconds(seconds):
            return f'<c s="{_SECONDS}"><v>{seconds / 86_400:.10f}</v></c>'
        case str():
            return _text(cell, 0)
    return f"<c><v>{cell}</v></c>"


def _text(text: str, style: int) -> str:
    """Text stays text: nothing in it is ever a formula."""
    kept = escape(_NOT_XML.sub("\ufffd", text[:LONGEST_TEXT]))
    return f'<c t="inlineStr" s="{style}"><is><t xml:space="preserve">{kept}</t></is></c>'


def _column(number: int) -> str:
    """A, B … Z, AA …"""
    return (_column((number - 1) // 26) if number > 26 else "") + chr(ord("A") + (number - 1) % 26)
