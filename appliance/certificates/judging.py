"""A key and certificates that an admin brings: put in order and judged, each fault and each doubt in a sentence."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509.oid import ExtendedKeyUsageOID

from appliance.certificates.faults import CertificateFault
from appliance.certificates.pair import Key, Pair, common_name, names_in, public_bytes
from appliance.model.words import Value

LEAST_RSA_BITS = 2048
MOST_CERTIFICATES = 10
MOST_BYTES = 64 * 1024
"""Of either text; the longest chains of public authorities have some ten thousand."""
CURVES = frozenset({"secp256r1", "secp384r1"})
"""What browsers take."""
SOON = timedelta(days=30)


class Judged(Value, frozen=True):
    pair: Pair
    doubts: tuple[str, ...]


def judged(key_pem: str, chain_pem: str, now: datetime) -> Judged:
    """Raises CertificateFault for what no browser would take."""
    try:
        return _judged(key_pem, chain_pem, now)
    except (ValueError, UnsupportedAlgorithm, x509.DuplicateExtension, x509.UnsupportedGeneralNameType):
        sentence = "the certificates: what stands in one of them, or in the key, cannot be read; order another"
        raise CertificateFault(sentence) from None


def _judged(key_pem: str, chain_pem: str, now: datetime) -> Judged:
    key = _key(key_pem)
    pair = Pair(key, _ordered(key, _certificates(chain_pem)))
    for fault in _faults(pair, now):
        raise CertificateFault(fault)
    return Judged(pair, tuple(_doubts(pair, now)))


def _key(pem: str) -> Key:
    if "CERTIFICATE-----" in pem and "PRIVATE KEY-----" not in pem:
        raise CertificateFault(
            "the key: this is a certificate; the key's file says BEGIN PRIVATE KEY in its first line"
        )
    try:
        key = load_pem_private_key(_bytes(pem, "the key"), None)
    except TypeError:
        sentence = "the key: is locked with a password; unlock it with openssl pkey -in locked.key -out open.key"
        raise CertificateFault(sentence) from None
    except (ValueError, ArithmeticError):
        sentence = "the key: is no private key in PEM; its file says BEGIN PRIVATE KEY in its first line"
        raise CertificateFault(sentence) from None
    if isinstance(key, RSAPrivateKey):
        if key.key_size >= LEAST_RSA_BITS:
            return key
        raise CertificateFault(f"the key: RSA of {key.key_size} bits; browsers want {LEAST_RSA_BITS} or more")
    if isinstance(key, EllipticCurvePrivateKey) and key.curve.name in CURVES:
        return key
    raise CertificateFault("the key: browsers take RSA, and elliptic curves P-256 and P-384; make another key")


def _certificates(pem: str) -> list[x509.Certificate]:
    content = _bytes(pem, "the certificates")
    try:
        found = x509.load_pem_x509_certificates(content)
    except ValueError:
        sentence = "the certificates: found none in PEM; their file says BEGIN CERTIFICATE, often as fullchain.pem"
        raise CertificateFault(sentence) from None
    if len(found) > MOST_CERTIFICATES:
        raise CertificateFault(f"the certificates: {len(found)} of them; at most {MOST_CERTIFICATES} make a chain")
    return found


def _bytes(pem: str, what: str) -> bytes:
    if len(pem) > MOST_BYTES:
        raise CertificateFault(f"{what}: {len(pem)} characters; at most {MOST_BYTES} are taken")
    return pem.encode()


def _ordered(key: Key, certificates: list[x509.Certificate]) -> tuple[x509.Certificate, ...]:
    """The key's own first, then its issuer and so on, whatever order they came in; roots are not sent to browsers."""
    own = public_bytes(key.public_key())
    found = next((each for each in certificates if public_bytes(each.public_key()) == own), None)
    if found is None:
        names = ", ".join(common_name(each.subject) for each in certificates)
        raise CertificateFault(
            f"the key belongs to none of the certificates ({names}); take the two files of one order"
        )
    chain, left = [found], [each for each in certificates if each != found and each.subject != each.issuer]
    while issuer := next((each for each in left if signed(chain[-1], each)), None):
        chain.append(issuer)
        left.remove(issuer)
    if left:
        names = ", ".join(common_name(each.subject) for each in left)
        raise CertificateFault(f"the certificates: {names} did not sign what stands before; leave it out")
    return tuple(chain)


def signed(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _faults(pair: Pair, now: datetime) -> Iterator[str]:
    for each in pair.chain:
        name = common_name(each.subject)
        if each.not_valid_after_utc < now:
            yield f"the certificate of {name} ended on {each.not_valid_after_utc:%Y-%m-%d}; renew it where it came from"
        if each.not_valid_before_utc > now:
            yield f"the certificate of {name} begins on {each.not_valid_before_utc:%Y-%m-%d} only; is this clock wrong?"
        if each.signature_hash_algorithm is not None and each.signature_hash_algorithm.name in {"md5", "sha1"}:
            yield f"the certificate of {name} is signed with {each.signature_hash_algorithm.name}; browsers refuse that"
        if each is not pair.certificate and not _may_sign(each):
            yield f"the certificate of {name} may not sign others; leave it out"
    yield from _unfit(pair.certificate)


def _unfit(own: x509.Certificate) -> Iterator[str]:
    if not any(names_in(own)):
        yield "the certificate names no host (subjectAltName); browsers look at nothing else, so order one that does"
    try:
        usage = own.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return
    if ExtendedKeyUsageOID.SERVER_AUTH not in usage:
        yield "the certificate is not for servers (extendedKeyUsage without serverAuth); order one that is"


def _doubts(pair: Pair, now: datetime) -> Iterator[str]:
    own, last = pair.certificate, pair.chain[-1]
    if own.not_valid_after_utc - now < SOON:
        yield f"the certificate brought here ends on {own.not_valid_after_utc:%Y-%m-%d}; bring its successor before"
    if own.subject == own.issuer:
        yield "the certificate brought here is signed by itself; browsers must be made to trust it one by one"
    elif last is own:
        issuer = common_name(own.issuer)
        yield f"the certificate of {issuer}, which signed the one brought here, is missing; browsers may want it"


def doubts_of(pair: Pair, now: datetime) -> tuple[str, ...]:
    """As time goes by."""
    return (*_faults(pair, now), *_doubts(pair, now))


def covers(names: Iterable[str], host: str) -> bool:
    """Whether one of a certificate's names is the host's; a star stands for one label (RFC 6125 §6.4.3)."""
    parent = host.partition(".")[2]
    return any(name == host or (name.startswith("*.") and name[2:] == parent != "") for name in names)


def _may_sign(certificate: x509.Certificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return False
