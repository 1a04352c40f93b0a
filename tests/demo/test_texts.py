"""The texts of the demonstration: to whom they go, and that one lost, changed or kept twice is told."""

from pathlib import Path

import msgspec
import pytest

from appliance.demo import site, table, texts
from appliance.demo.site import Place
from appliance.model.records import TextRecord
from appliance.pretend.gsm.families import GSM_FAMILIES
from appliance.store.writer import StoreWriter
from tests.store.invented import START

PLACE = Place(Path("/demo"), lines=8)
SENT = texts.sent(PLACE, only_first=True)
KEPT = TextRecord(key="1", line="line3", sender=SENT[0].number, body=SENT[0].text, received_utc_ms=5)


def test_of_eight_lines_three_are_mobile_and_each_has_another_modem() -> None:
    mobile = [name for name in PLACE.line_names if PLACE.is_mobile(name)]
    assert mobile == ["line3", "line6", "line8"]
    assert {site.MODEMS[int(name[4:]) - 1] for name in mobile} == site.MOBILE <= set(GSM_FAMILIES)
    assert not Place(Path("/demo"), lines=2).is_mobile("line9")


@pytest.mark.parametrize("lines", [1, 2])
def test_a_house_without_mobile_lines_gets_no_text(lines: int) -> None:
    assert texts.sent(Place(Path("/demo"), lines=lines), only_first=True) == ()


def test_a_text_kept_as_it_was_sent_is_right() -> None:
    assert list(texts.faults(SENT, [KEPT])) == []


@pytest.mark.parametrize(
    ("records", "sentence"),
    [
        ([], "is kept 0 times, not once"),
        ([KEPT, msgspec.structs.replace(KEPT, key="2")], "is kept 2 times, not once"),
        ([msgspec.structs.replace(KEPT, body="Good morning")], "is kept 0 times, not once"),
        ([msgspec.structs.replace(KEPT, line="line6")], "is kept 0 times, not once"),
        ([KEPT, msgspec.structs.replace(KEPT, key="2", body="more")], "2 texts are kept, not 1"),
    ],
)
def test_what_is_wrong_is_told(records: list[TextRecord], sentence: str) -> None:
    assert sentence in next(texts.faults(SENT, records))


def test_what_the_box_keeps_is_read_from_its_store(tmp_path: Path) -> None:
    place = Place(tmp_path, lines=8)
    assert texts.kept(place) == ()
    place.state.mkdir(parents=True)
    writer = StoreWriter.open(place.database, START)
    writer.put(KEPT)
    writer.close(now=99_000)
    assert texts.kept(place) == (KEPT,)


def test_the_table_shows_each_text_on_one_line_and_what_is_wrong_below() -> None:
    row, fault = table.text_rows([KEPT], ["it is gone"])
    assert row.startswith("text  line3  +4915112345678")
    assert row.endswith('…"  ok')
    assert "\n" not in row
    assert fault == "      ! it is gone"
    assert table.shortened("short\nand sweet") == "short and sweet"
