"""A certificate that an admin brings: taken in any order, refused with a sentence."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, ExtensionOID, NameOID
from hypothesis import given
from hypothesis import strategies as st

from appliance.certificates.authority import Names
from appliance.certificates.chest import Chest
from appliance.certificates.faults import CertificateFault
from appliance.certificates.judging import covers, judged
from appliance.certificates.pair import names_in

NOW = datetime(2027, 3, 1, tzinfo=UTC)
BETWEEN, OWN = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
TOP = ec.generate_private_key(ec.SECP256R1())


def signed(name: str, key: Any, by: tuple[str, Any], *more: x509.ExtensionType, days: int = 90) -> str:
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, by[0])]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - timedelta(days=100))
        .not_valid_after(NOW + timedelta(days=days))
    )
    for each in more:
        builder = builder.add_extension(each, critical=False)
    return builder.sign(by[1], SHA256()).public_bytes(Encoding.PEM).decode()


SIGNS = x509.BasicConstraints(ca=True, path_length=None)
NAMED = x509.SubjectAlternativeName([x509.DNSName("pbx.example.com"), x509.DNSName("*.phones.example.com")])
ROOT = signed("Root", TOP, ("Root", TOP), SIGNS)
MIDDLE = signed("Middle", BETWEEN, ("Root", TOP), SIGNS)
LEAF = signed("pbx.example.com", OWN, ("Middle", BETWEEN), NAMED)


def text(key: Any, password: bytes | None = None) -> str:
    lock = BestAvailableEncryption(password) if password else NoEncryption()
    return str(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock).decode())


KEY = text(OWN)


@pytest.mark.parametrize(
    "chain",
    [LEAF + MIDDLE, MIDDLE + LEAF, LEAF + MIDDLE + ROOT, ROOT + MIDDLE + LEAF],
    ids=["in order", "turned round", "with the root", "turned round with the root"],
)
def test_any_order_becomes_the_right_one(chain: str) -> None:
    found = judged(KEY, chain, NOW)
    assert [str(each.subject.rfc4514_string()) for each in found.pair.chain] == ["CN=pbx.example.com", "CN=Middle"]
    assert found.doubts == ()
    assert names_in(found.pair.certificate)[0] == ("pbx.example.com", "*.phones.example.com")


def refused(key: str, chain: str) -> str:
    with pytest.raises(CertificateFault) as why:
        judged(key, chain, NOW)
    return str(why.value)


OTHER = ec.generate_private_key(ec.SECP256R1())
CASES = {
    "belongs to none": (text(OTHER), LEAF + MIDDLE),
    "did not sign": (KEY, LEAF + signed("Stranger", OTHER, ("Root", TOP), SIGNS)),
    "ended on": (KEY, signed("pbx", OWN, ("Middle", BETWEEN), NAMED, days=-1)),
    "names no host": (KEY, signed("pbx", OWN, ("Middle", BETWEEN))),
    "not for servers": (
        KEY,
        signed("pbx", OWN, ("M", BETWEEN), NAMED, x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH])),
    ),
    "may not sign others": (KEY, LEAF + signed("Middle", BETWEEN, ("Root", TOP))),
    "locked with a password": (text(OWN, b"secret"), LEAF),
    "no private key": ("hello", LEAF),
    "this is a certificate": (LEAF, LEAF),
    "found none in PEM": (KEY, "hello"),
    "RSA of 1024 bits": (text(rsa.generate_private_key(65537, 1024)), LEAF),  # noqa: S505 – that is the point
    "browsers take RSA": (text(ed25519.Ed25519PrivateKey.generate()), LEAF),
    "cannot be read": (
        KEY,
        signed("pbx", OWN, ("M", BETWEEN), x509.UnrecognizedExtension(ExtensionOID.SUBJECT_ALTERNATIVE_NAME, b"x")),
    ),
    "at most 10": (KEY, ROOT * 11),
    "at most 65536": (KEY, LEAF + " " * 65_536),
}


@pytest.mark.parametrize("sentence", CASES)
def test_what_no_browser_would_take_is_refused_with_a_sentence(sentence: str) -> None:
    told = refused(*CASES[sentence])
    assert sentence in told
    assert "\n" not in told


@pytest.mark.parametrize(
    ("chain", "doubt"),
    [
        (LEAF, "Middle, which signed"),
        (signed("pbx", OWN, ("pbx", OWN), NAMED), "signed by itself"),
        (signed("pbx.example.com", OWN, ("Middle", BETWEEN), NAMED, days=10) + MIDDLE, "bring its successor"),
    ],
    ids=["without the middle", "signed by itself", "soon over"],
)
def test_what_may_serve_is_taken_with_a_doubt(chain: str, doubt: str) -> None:
    assert doubt in judged(KEY, chain, NOW).doubts[0]


@given(st.text(max_size=200), st.text(max_size=200))
def test_no_text_does_more_than_be_refused(key: str, chain: str) -> None:
    with pytest.raises(CertificateFault):
        judged(key, chain, NOW)


def test_a_star_stands_for_one_label() -> None:
    names = ("pbx.example.com", "*.phones.example.com")
    assert covers(names, "a.phones.example.com")
    assert not covers(names, "a.b.phones.example.com")
    assert not covers(names, "phones.example.com")
    assert not covers(("*.",), "")


def test_it_is_kept_beside_the_boxs_own_and_taken_back(tmp_path: Path) -> None:
    chest = Chest(tmp_path, lambda: Names(("box.local", "localhost"), ("127.0.0.1",)), clock=lambda: NOW)
    chest.tend()
    own = chest.certificates().leaf
    assert chest.upload(KEY, LEAF + MIDDLE) == ()
    assert chest.certificates().uploaded is not None
    assert chest.certificates().leaf == own
    assert chest.contexts()[1] is not None
    chest.drop_uploaded()
    assert chest.certificates().uploaded is None
