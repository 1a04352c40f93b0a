"""What a campaign printed becomes one row of the notes, in its place; one that came to nothing becomes none."""

import pytest

from tests.fuzz.campaigns import NOTES, noted, row

CLEAN = """INFO: Seed: 1
#13\tINITED cov: 32 ft: 35 corp: 8/61b exec/s: 0 rss: 74Mb
#4158178\tDONE   cov: 33 ft: 36 corp: 9/62b lim: 600 exec/s: 6918 rss: 74Mb
Done 4158178 runs in 601 second(s)
"""
FOUND = "artifact_prefix='fuzz-x-'; Test unit written to fuzz-x-crash-05\nBase64: cA==\n"


def test_a_campaign_is_a_row_with_its_findings() -> None:
    assert row("ussd", "2026-11-23", CLEAN) == "| `ussd` | 2026-11-23 | 601 | 4,158,178 | 33 | 36 | 9 | 0 |"
    assert row("ussd", "2026-11-23", FOUND) == "| `ussd` | 2026-11-23 | – | – | – | – | – | 1 |"
    with pytest.raises(ValueError, match="neither finished nor found anything"):
        row("ussd", "2026-11-23", "run interrupted; exiting")


def test_a_row_takes_the_place_of_an_older_one_and_the_page_stays() -> None:
    page = NOTES.read_text("utf-8")
    first = noted(page, row("zebra", "2026-11-23", CLEAN))
    again = noted(noted(first, row("ant", "2026-11-23", CLEAN)), row("zebra", "2026-11-24", CLEAN))
    added = [line for line in again.splitlines() if line not in page.splitlines()]
    assert [line.split("|")[1:3] for line in added] == [[" `ant` ", " 2026-11-23 "], [" `zebra` ", " 2026-11-24 "]]
