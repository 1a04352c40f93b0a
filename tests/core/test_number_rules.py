"""Which numbers may be dialled, and as what."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.core.number_rules import DIALLED, judge
from appliance.model.outbound import OutboundKind, OutboundPlan

HOME = OutboundPlan(enabled=True, country_code="49", allow=("0", "11"))
CALL, TEXT, FORWARDING = OutboundKind.CALL, OutboundKind.TEXT, OutboundKind.FORWARDING


def plan(*allow: str, deny: tuple[str, ...] = (), country: str = "49", **more: str) -> OutboundPlan:
    return OutboundPlan(enabled=True, country_code=country, allow=allow, deny=deny, **more)  # type: ignore[arg-type]


AMERICA = plan("1", country="1", trunk_prefix="1", international_prefix="011")
ITALY = plan("0", "3", country="39", trunk_prefix="")


@pytest.mark.parametrize(
    ("settings", "typed", "dialled"),
    [
        (HOME, "030 1234567", "0301234567"),
        (HOME, "+49 30 1234567", "0301234567"),
        (HOME, "+49 (0)30 / 12-34.567", "0301234567"),
        (HOME, "(030) 1234567", "0301234567"),
        (HOME, "0049301234567", "0301234567"),
        (plan("+43"), "+43 1 234567", "00431234567"),
        (plan("0043"), "+43 1 234567", "00431234567"),
        (plan("2"), "234567", "234567"),
        (AMERICA, "(212) 555-0100", "12125550100"),
        (AMERICA, "+1 212 555 0100", "12125550100"),
        (plan("+44", country="1", trunk_prefix="1", international_prefix="011"), "+44 20 1234", "01144201234"),
        (ITALY, "06 1234567", "061234567"),
        (ITALY, "+39 347 1234567", "3471234567"),
        (ITALY, "+39 06 1234567", "061234567"),
        (plan("0", "0900123"), "0900 123 456", "0900123456"),
        (plan("*21*0", "*21*"), "*21*03012#", "*21*03012#"),
        (plan("0", "*31#"), "*31#030123456", "*31#030123456"),
        (plan("0", "*31#"), "*31#", "*31#"),
        (plan("0", "#31#"), "#31# 030 123456", "#31#030123456"),
        (plan("1", "*67", country="1", trunk_prefix="1"), "*6712125550100", "*6712125550100"),
        (plan("*812"), "*812", "*812"),
    ],
)
def test_what_is_allowed_is_dialled_as_the_line_wants_it(settings: OutboundPlan, typed: str, dialled: str) -> None:
    assert judge(settings, typed, CALL, by_person=False) == (dialled, "", False)


@pytest.mark.parametrize(
    ("settings", "typed", "why"),
    [
        (OutboundPlan(), "0301234567", "are off"),
        (HOME, "2345678", "allowed by no prefix"),
        (HOME, "0900 123456", "premium"),
        (HOME, "+49 900 123456", "premium"),
        (HOME, "0049 137 123456", "premium"),
        (HOME, "01058 0301234567", "premium"),
        (HOME, "11880", "premium service"),
        (HOME, "0043 1 234567", "another country"),
        (HOME, "+1 212 5550100", "another country"),
        (plan("+"), "+881 6 12345678", "satellite"),
        (plan("+"), "+44 9 12345678", "premium"),
        (plan("+1", country="1", trunk_prefix="1"), "+1 876 5550100", "North America"),
        (plan("0", deny=("0176",)), "0176 1234567", "denied by the prefix 0176"),
        (plan("0", deny=("0",)), "0176 1234567", "denied by the prefix 0"),
        (plan("0"), "0*21*123#", "codes"),
        (HOME, "*21*0900123#", "codes"),
        (HOME, "030 CALL ME", "no telephone number"),
        (HOME, "0301234567;+CMGD=1", "no telephone number"),
        (HOME, "0301234567\r\nATD0900", "no telephone number"),
        (HOME, "", "no telephone number"),
        (HOME, "030" + "1" * 18, "21 digits"),
        (ITALY, "899 123456", "premium"),
        (plan("0", "*31#"), "*31#0900123456", "has 0900123456 behind the code *31#, which is a premium number"),
        (plan("0", "*31#"), "*31#0088161234567", "satellite"),
        (plan("0", "*31#", deny=("0176",)), "*31#01761234567", "denied by the prefix 0176"),
        (plan("+49*"), "+49*21*0900123#", "no prefix as it is dialled allows"),
        (plan("0", "*31#"), "*31#0049301234567", "is dialled as 0301234567"),
        (plan("*31#"), "*31#030123456", "allowed by no prefix"),
        (plan("*21*0"), "*21*0900123456#", "premium number"),
        (plan("0", "*21*"), "*21*030123*0900123#", "codes"),
        (plan("0", "*31#"), "*31#112", "emergency number behind a code"),
        (plan("1", "*67", country="1", trunk_prefix="1"), "*6719005550100", "premium number"),
        (HOME, "+49043123456", "would be dialled as 0043123456"),
        (plan("+49"), "+49043123456", "another number"),
        (HOME, "+490881612345678", "another number"),
        (HOME, "+49 0 900 123456", "another number"),
        (HOME, "0049043123", "another number"),
        (plan("+49", international_prefix="0011"), "+49 0 15 1234567", "a 0 too many"),
        (plan("0", international_prefix="0021"), "0015 44 1234567", "a 0 too many"),
        (ITALY, "+39 00 43 1234567", "another number"),
        (plan("+34", "9", country="34", trunk_prefix=""), "+3400881612345", "another number"),
        (AMERICA, "1010288011441234567", "no number of North America"),
        (AMERICA, "10102889005551234", "no number of North America"),
        (plan("1", "10", country="1", trunk_prefix=""), "10102882125550100", "a carrier's code"),
        (plan("1", "2", country="1", trunk_prefix=""), "19005551234", "a carrier's code"),
        (AMERICA, "+1 212 155 0100", "no number of North America"),
        (plan("+"), "+1 010288 2125550100", "no number of North America"),
        (plan("0", country="1", trunk_prefix="1", international_prefix="011"), "01 44 20", "premium service"),
    ],
)
def test_what_is_denied_says_why(settings: OutboundPlan, typed: str, why: str) -> None:
    verdict = judge(settings, typed, CALL, by_person=True)
    assert why in verdict.refusal
    assert verdict.number == typed


@pytest.mark.parametrize("number", ["112", "911", "110", "117"])
def test_a_person_reaches_an_emergency_number_even_with_everything_off(number: str) -> None:
    off = OutboundPlan(country_code="49", emergency=("117",))
    assert judge(off, number, CALL, by_person=True) == (number, "", True)
    for kind in (CALL, TEXT, FORWARDING):
        assert "only a person" in judge(HOME, "112", kind, by_person=False).refusal
    assert "only a person" in judge(HOME, "112", TEXT, by_person=True).refusal


def test_an_emergency_number_is_one_however_it_is_written() -> None:
    assert judge(ITALY, "+39 113", CALL, by_person=True) == ("113", "", True)
    assert "only a person" in judge(ITALY, "+39 113", CALL, by_person=False).refusal


PREFIXES = st.lists(st.from_regex(r"(\+|0|00|1)?[0-9]{0,3}", fullmatch=True).filter(bool), max_size=4).map(tuple)


@given(
    typed=st.one_of(st.text(max_size=30), st.from_regex(r"\+?[0-9 *#()-]{1,26}", fullmatch=True)),
    allow=PREFIXES,
    deny=PREFIXES,
    country=st.sampled_from(["", "49", "1", "39", "44", "999"]),
    trunk=st.sampled_from(["", "0", "1"]),
    person=st.booleans(),
)
def test_whatever_is_typed_only_digits_that_a_prefix_allows_come_out(
    *, typed: str, allow: tuple[str, ...], deny: tuple[str, ...], country: str, trunk: str, person: bool
) -> None:
    settings = OutboundPlan(enabled=True, country_code=country, trunk_prefix=trunk, allow=allow, deny=deny)
    number, refusal, emergency = judge(settings, typed, CALL, by_person=person)
    assert refusal or DIALLED.fullmatch(number)
    assert refusal or allow or emergency
    assert not emergency or person


NUMBERS = st.from_regex(r"(\+|00|011|0|1)?(49|39|34|1|61|881)?(0|00|1|10|900)?[0-9]{2,14}", fullmatch=True)


@given(
    typed=NUMBERS,
    allow=st.one_of(PREFIXES, st.just(("+",)), st.just(("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"))),
    country=st.sampled_from(["", "49", "1", "39", "34", "61"]),
    trunk=st.sampled_from(["", "0", "1"]),
    abroad=st.sampled_from(["00", "011", "0011"]),
)
def test_a_granted_number_typed_again_as_it_was_dialled_is_granted_and_means_the_same(
    *, typed: str, allow: tuple[str, ...], country: str, trunk: str, abroad: str
) -> None:
    settings = plan(*allow, country=country, trunk_prefix=trunk, international_prefix=abroad)
    verdict = judge(settings, typed, CALL, by_person=True)
    if not verdict.refusal:
        assert judge(settings, verdict.number, CALL, by_person=True) == verdict
        goes_abroad = verdict.number.startswith(abroad)
        said_so = typed.startswith((abroad, "+"))
        assert said_so or not goes_abroad
