"""The box's own authority: a root that may vouch for this network only, and the certificate of the pages.

RFC 5280: basic constraints §4.2.1.9, name constraints §4.2.1.10, extended key usage §4.2.1.12.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import ExtendedKeyUsageOID

from appliance.certificates.pair import Pair
from appliance.model.words import Value

PROGRAM_DATE: Final = datetime(2026, 11, 1, tzinfo=UTC)
"""No box runs this program before: a clock that says so has not been set yet. A root that is valid from here on holds,
whatever the clock said when it was made.
"""
ROOT_LASTS: Final = timedelta(days=3653)
LEAF_LASTS: Final = timedelta(days=397)
"""Apple refuses certificates of more than 825 days, and public ones of more than 398."""
AHEAD: Final = timedelta(days=30)
"""So long before its end it is renewed."""
SKEW: Final = timedelta(days=1)
"""Clocks of telephones and computers differ from ours."""

NETWORKS: Final = tuple(
    map(
        ip_network,
        (
            *("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "127.0.0.0/8"),
            *("::1/128", "fc00::/7", "fe80::/10"),
        ),
    )
)
"""RFC 1918, RFC 3927, RFC 4193, RFC 4291: what the internet does not carry."""
DOMAINS: Final = ("local", "localhost")
"""RFC 6762 and RFC 6761: names that no registry gives away."""


class Names(Value, frozen=True):
    """What the pages are reached by."""

    dns: tuple[str, ...]
    addresses: tuple[str, ...]


def true_time(clock: datetime) -> datetime:
    """What the clock says, or the earliest that can be where it has not been set yet."""
    return max(clock, PROGRAM_DATE)


def make_root(domain: str, now: datetime) -> Pair:
    """`domain`: of the local network; empty: none but .local."""
    key = ec.generate_private_key(ec.SECP256R1())
    seal = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    name = x509.Name(
        [
            x509.NameAttribute(x509.NameOID.ORGANIZATION_NAME, "Callbox"),
            x509.NameAttribute(x509.NameOID.COMMON_NAME, f"Callbox {seal.digest[:4].hex()}"),
        ]
    )
    builder = _begun(name, name, key.public_key(), (PROGRAM_DATE - SKEW, true_time(now) + ROOT_LASTS))
    usages = x509.KeyUsage(
        digital_signature=False,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=True,
        encipher_only=False,
        decipher_only=False,
    )
    builder = (
        builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usages, critical=True)
        .add_extension(_constraints(domain), critical=True)
        # Name constraints say nothing of code and mail: without this line Windows would let the root vouch for those.
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(seal, critical=False)
    )
    return Pair(key, (builder.sign(key, SHA256()),))


def make_leaf(root: Pair, names: Names, now: datetime) -> Pair:
    """For the names and addresses, which the root must permit. The root itself is not sent along."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, names.dns[0][:64])])
    begins = true_time(now) - SKEW
    lasts = (begins, min(begins + LEAF_LASTS, root.certificate.not_valid_after_utc))
    alternatives = x509.SubjectAlternativeName(
        [*map(x509.DNSName, names.dns), *(x509.IPAddress(ip_address(each)) for each in names.addresses)]
    )
    signer = root.certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    usages = x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    builder = (
        _begun(subject, root.certificate.subject, key.public_key(), lasts)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usages, critical=True)
        .add_extension(alternatives, critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(signer), critical=False)
    )
    return Pair(key, (builder.sign(root.key, SHA256()),))


def permitted(root: x509.Certificate) -> tuple[tuple[str, ...], tuple[IPv4Network | IPv6Network, ...]]:
    """Domains and networks."""
    found = root.extensions.get_extension_for_class(x509.NameConstraints).value.permitted_subtrees or []
    domains = tuple(each.value for each in found if isinstance(each, x509.DNSName))
    networks = (each.value for each in found if isinstance(each, x509.IPAddress))
    return domains, tuple(each for each in networks if isinstance(each, IPv4Network | IPv6Network))


def only_permitted(root: x509.Certificate, names: Names) -> Names:
    """Those that the root may vouch for; a browser refuses the whole certificate for a single other one."""
    domains, networks = permitted(root)
    kept = (name for name in names.dns if any(name == each or name.endswith(f".{each}") for each in domains))
    addresses = (address for address in names.addresses if within(ip_address(address), networks))
    return Names(tuple(kept), tuple(addresses))


def within(address: IPv4Address | IPv6Address, networks: Iterable[IPv4Network | IPv6Network]) -> bool:
    return any(address in network for network in networks)


def is_due(leaf: x509.Certificate, root: x509.Certificate, now: datetime) -> bool:
    """Before its end, and for one that was made under a clock which ran ahead; not where another could last no longer,
    as in the last days of the root.
    """
    ends = now > leaf.not_valid_after_utc - AHEAD and leaf.not_valid_after_utc < root.not_valid_after_utc
    return ends or now + SKEW < leaf.not_valid_before_utc


def _constraints(domain: str) -> x509.NameConstraints:
    domains = dict.fromkeys((*DOMAINS, *([domain] if domain else [])))
    return x509.NameConstraints([*map(x509.DNSName, domains), *map(x509.IPAddress, NETWORKS)], None)


def _begun(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, lasts: tuple[datetime, datetime]
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(lasts[0])
        .not_valid_after(lasts[1])
    )
