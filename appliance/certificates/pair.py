"""A key with its certificate and those that vouch for it, as one PEM file: half a pair cannot be written."""

from typing import TypeAlias

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from appliance.certificates.faults import CertificateFault
from appliance.model.certificates import Certificate
from appliance.model.words import Value

Key: TypeAlias = EllipticCurvePrivateKey | RSAPrivateKey
"""What browsers take; of Ed25519 no browser takes a server's certificate."""


class Pair(Value, frozen=True):
    key: Key
    chain: tuple[x509.Certificate, ...]
    """The key's own certificate first, then who signed it, and so on."""

    @property
    def certificate(self) -> x509.Certificate:
        return self.chain[0]

    def pem(self) -> bytes:
        key = self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        return key + b"".join(each.public_bytes(Encoding.PEM) for each in self.chain)


def pair_of(pem: bytes, where: str) -> Pair:
    """Of a file that we wrote. Raises CertificateFault for any other content."""
    try:
        key = load_pem_private_key(pem, None)
        chain = tuple(x509.load_pem_x509_certificates(pem))
    except (ValueError, TypeError) as fault:
        sentence = f"{where}: expected a key and its certificate in PEM, found neither whole ({fault})"
        raise CertificateFault(sentence) from None
    if not isinstance(key, Key) or public_bytes(key.public_key()) != public_bytes(chain[0].public_key()):
        raise CertificateFault(f"{where}: the key and the certificate in it do not belong together")
    return Pair(key, chain)


def public_bytes(key: object) -> bytes:
    """To compare keys by, of whatever kind."""
    found: bytes = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)  # type: ignore[attr-defined]
    return found


def description(certificate: x509.Certificate) -> Certificate:
    names, addresses = names_in(certificate)
    return Certificate(
        subject=common_name(certificate.subject),
        issuer=common_name(certificate.issuer),
        names=names,
        addresses=addresses,
        from_utc_ms=int(certificate.not_valid_before_utc.timestamp() * 1000),
        to_utc_ms=int(certificate.not_valid_after_utc.timestamp() * 1000),
        fingerprint=certificate.fingerprint(SHA256()).hex(":").upper(),
    )


def names_in(certificate: x509.Certificate) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names and addresses that it is for (RFC 5280 §4.2.1.6); browsers look at nothing else."""
    try:
        found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return (), ()
    addresses = tuple(str(address) for address in found.get_values_for_type(x509.IPAddress))
    return tuple(name.lower() for name in found.get_values_for_type(x509.DNSName)), addresses


def common_name(name: x509.Name) -> str:
    found = name.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return str(found[0].value) if found else name.rfc4514_string()
