"""What the box's own authority vouches for, judged by two verifiers: OpenSSL's and pyca's."""

import ssl
import subprocess
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.verification import PolicyBuilder, Store

from appliance.certificates.authority import (
    PROGRAM_DATE,
    Names,
    is_due,
    make_leaf,
    make_root,
    only_permitted,
)
from appliance.certificates.pair import Pair, description

NOW = datetime(2027, 3, 1, tzinfo=UTC)
NAMES = Names(("callbox.local", "localhost"), ("192.168.7.20", "fd00::20"))


@pytest.fixture(scope="module")
def root() -> Pair:
    return make_root("", NOW)


def verified(root: Pair, leaf: Pair, host: str, folder: Path, at: datetime = NOW) -> bool:
    """By `openssl verify`, another implementation than the one that signed."""
    files = {"root.pem": root, "leaf.pem": leaf}
    for name, pair in files.items():
        (folder / name).write_bytes(pair.certificate.public_bytes(Encoding.PEM))
    flag = "-verify_ip" if host[0].isdigit() or ":" in host else "-verify_hostname"
    asked = ["openssl", "verify", "-x509_strict", "-purpose", "sslserver", "-attime", str(int(at.timestamp()))]
    done = subprocess.run(
        [*asked, "-CAfile", folder / "root.pem", flag, host, folder / "leaf.pem"], capture_output=True, check=False
    )
    return done.returncode == 0


@pytest.mark.parametrize("host", [*NAMES.dns, *NAMES.addresses])
def test_each_name_and_address_is_vouched_for(root: Pair, host: str, tmp_path: Path) -> None:
    assert verified(root, make_leaf(root, NAMES, NOW), host, tmp_path)


@pytest.mark.parametrize(
    "names",
    [
        Names(("bank.example",), ()),
        Names(("callbox.local", "bank.example"), ()),
        Names(("notlocal",), ()),
        Names(("callbox.local",), ("8.8.8.8",)),
        Names(("callbox.local",), ("172.32.0.1",)),
        Names(("callbox.local",), ("2001:db8::1",)),
    ],
)
def test_a_stolen_root_is_worth_nothing_outside(root: Pair, names: Names, tmp_path: Path) -> None:
    assert not verified(root, make_leaf(root, names, NOW), names.dns[0], tmp_path)


def test_another_verifier_agrees(root: Pair) -> None:
    leaf = make_leaf(root, NAMES, NOW)
    policy = PolicyBuilder().store(Store([root.certificate])).time(NOW)
    assert policy.build_server_verifier(x509.DNSName("callbox.local")).verify(leaf.certificate, [])
    assert policy.build_server_verifier(x509.IPAddress(ip_address("192.168.7.20"))).verify(leaf.certificate, [])
    with pytest.raises(x509.verification.VerificationError):
        policy.build_server_verifier(x509.DNSName("other.local")).verify(leaf.certificate, [])


def test_the_root_is_what_was_designed(root: Pair) -> None:
    found = root.certificate.extensions
    basic = found.get_extension_for_class(x509.BasicConstraints)
    assert basic.critical
    assert (basic.value.ca, basic.value.path_length) == (True, 0)
    assert found.get_extension_for_class(x509.NameConstraints).critical
    assert isinstance(root.key.curve, SECP256R1)  # type: ignore[union-attr]
    assert root.certificate.not_valid_after_utc - NOW == timedelta(days=3653)


def test_it_vouches_for_no_further_authority(root: Pair, tmp_path: Path) -> None:
    """pathlen:0, and the leaf is none."""
    leaf = make_leaf(root, NAMES, NOW)
    below = make_leaf(Pair(leaf.key, leaf.chain), NAMES, NOW)
    chain = tmp_path / "between.pem"
    chain.write_bytes(leaf.certificate.public_bytes(Encoding.PEM))
    (tmp_path / "root.pem").write_bytes(root.certificate.public_bytes(Encoding.PEM))
    (tmp_path / "leaf.pem").write_bytes(below.certificate.public_bytes(Encoding.PEM))
    asked = ["openssl", "verify", "-CAfile", "root.pem", "-untrusted", chain, "-attime", str(int(NOW.timestamp()))]
    assert subprocess.run([*asked, "leaf.pem"], cwd=tmp_path, capture_output=True, check=False).returncode != 0


def test_a_lan_domain_is_vouched_for_where_it_was_set(tmp_path: Path) -> None:
    root = make_root("office.example.com", NOW)
    assert verified(
        root, make_leaf(root, Names(("box.office.example.com",), ()), NOW), "box.office.example.com", tmp_path
    )
    assert not verified(root, make_leaf(root, Names(("www.example.com",), ()), NOW), "www.example.com", tmp_path)


def test_only_what_is_permitted_gets_into_a_certificate(root: Pair) -> None:
    wanted = Names(("box.local", "pbx.example.com", "localhost", "local.evil"), ("10.1.2.3", "8.8.8.8", "fe80::1"))
    assert only_permitted(root.certificate, wanted) == Names(("box.local", "localhost"), ("10.1.2.3", "fe80::1"))


def test_it_lasts_397_days_and_is_due_30_before(root: Pair) -> None:
    leaf = make_leaf(root, NAMES, NOW).certificate
    assert leaf.not_valid_after_utc - leaf.not_valid_before_utc == timedelta(days=397)
    assert not is_due(leaf, root.certificate, NOW + timedelta(days=365))
    assert is_due(leaf, root.certificate, NOW + timedelta(days=367))


def test_a_clock_that_was_never_set_makes_certificates_that_hold(tmp_path: Path) -> None:
    """A small computer without a battery starts in 1970."""
    unset = datetime(1970, 1, 1, 0, 1, tzinfo=UTC)
    root = make_root("", unset)
    leaf = make_leaf(root, NAMES, unset)
    assert verified(root, leaf, "callbox.local", tmp_path, PROGRAM_DATE)


def test_what_was_made_under_a_clock_that_ran_ahead_is_made_anew(tmp_path: Path) -> None:
    ahead = NOW + timedelta(days=4000)
    root = make_root("", ahead)
    assert is_due(make_leaf(root, NAMES, ahead).certificate, root.certificate, NOW)
    assert verified(root, make_leaf(root, NAMES, NOW), "callbox.local", tmp_path)


def test_a_certificate_is_described_without_its_key(root: Pair) -> None:
    told = description(make_leaf(root, NAMES, NOW).certificate)
    assert told.names == NAMES.dns
    assert told.addresses == NAMES.addresses
    assert told.issuer == description(root.certificate).subject
    assert len(told.fingerprint.split(":")) == 32


def test_python_serves_it(root: Pair, tmp_path: Path) -> None:
    file = tmp_path / "leaf.pem"
    file.write_bytes(make_leaf(root, NAMES, NOW).pem())
    ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(file)
