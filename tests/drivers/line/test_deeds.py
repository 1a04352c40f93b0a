"""What a line of commands would do to a call: each of them is found wherever it stands, and nothing else is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.drivers.line.modem.deeds import Deed, deeds

ITSELF, ANSWERS, DIALS, ENDS = Deed


@pytest.mark.parametrize(
    ("command", "found"),
    [
        ("ATS0=1", [ITSELF]),
        ("AT S0 = 2", [ITSELF]),
        ("ats000=03", [ITSELF]),
        ("AT&FE0S0=1;+CMEE=1", [ITSELF]),
        ("ATS0=0", []),
        ("ATS0=", []),
        ("ATS0?", []),
        ("ATS00", []),
        ("ATS10=1", []),
        ("ATS41=1", []),
        ("ATA", [ANSWERS]),
        ("ata", [ANSWERS]),
        ("ATH", [ENDS]),
        ("ATH0", [ENDS]),
        ("ATH1", [ANSWERS]),
        ("ATE0V1H", [ENDS]),
        ("ATD112;", [DIALS]),
        ("ATDT0W112A", [DIALS]),
        ("ATD1;H", [DIALS, ENDS]),
        ("AT+CHUP", [ENDS]),
        ("AT+CHLD=2", [ENDS]),
        ("AT+CHLD=?", []),
        ("AT+VLS=0", [ENDS]),
        ("AT+VLS=1", [ANSWERS]),
        ("AT+VLS=13", [ANSWERS]),
        ("AT+VLS=4", []),
        ("AT+VLS?", []),
        ("AT+FCLASS=8;+VLS=1", [ANSWERS]),
        ('AT+QGPSCFG="outport","A;H"', []),
        ("AT&A3&D2\\\\A3%A0%D1", []),
        ("AT-SDR=7", []),
        ("AT^DTMF=1,A", []),
        ('AT+CPMS="SM","SM"', []),
        ("AT", []),
    ],
)
def test_deeds_are_found_wherever_they_stand(command: str, found: list[Deed]) -> None:
    assert list(deeds(command)) == found


@given(st.text(max_size=40))
def test_any_text_has_deeds_or_none(text: str) -> None:
    assert set(deeds(f"AT{text}")) <= set(Deed)
