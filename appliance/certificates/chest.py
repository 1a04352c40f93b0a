"""The folder of keys and certificates: made at the first start, renewed in time, changed by a terminal too."""

import ssl
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

from cryptography.hazmat.primitives.serialization import Encoding

from appliance.certificates.authority import Names, is_due, make_leaf, make_root, only_permitted, permitted, true_time
from appliance.certificates.faults import CertificateFault
from appliance.certificates.judging import doubts_of, judged, signed
from appliance.certificates.pair import Pair, description, names_in, pair_of
from appliance.certificates.secret_file import alone, remove, told, write_secret
from appliance.model.certificates import Certificates

Clock: TypeAlias = Callable[[], datetime]


def utc_now() -> datetime:
    return datetime.now(UTC)


class Chest:
    """Threads and processes that change it are kept apart by a lock in the folder; who reads finds whole files. Every
    method may raise CertificateFault.
    """

    def __init__(self, folder: Path, names: Callable[[], Names], domain: str = "", clock: Clock = utc_now) -> None:
        """`names`: asked anew each time, for addresses come and go."""
        self._folder = folder
        self._names = names
        self._domain = domain
        self._clock = clock

    @property
    def leaf_file(self) -> Path:
        return self._folder / "leaf.pem"

    @property
    def uploaded_file(self) -> Path:
        return self._folder / "uploaded.pem"

    @property
    def _root_file(self) -> Path:
        return self._folder / "root.pem"

    def tend(self) -> tuple[str, ...]:
        """Makes what is missing, damaged or due. Gives what was done, one sentence each."""
        with alone(self._folder):
            root, done = self._root()
            leaf = _read(self.leaf_file)
            if why := self._why_anew(root, leaf):
                self._make_leaf(root)
                done.append(f"the pages have a new certificate, {why}")
        return tuple(done)

    def renew(self) -> None:
        """The certificate of the pages, before it is due."""
        with alone(self._folder):
            self._make_leaf(self._root()[0])

    def renew_root(self) -> None:
        """Another authority: every browser must be made to trust it again."""
        with alone(self._folder):
            self._make_leaf(self._make_root())

    def upload(self, key_pem: str, chain_pem: str) -> tuple[str, ...]:
        """Keeps a certificate that an admin brings. Gives what is doubtful about it."""
        found = judged(key_pem, chain_pem, true_time(self._clock()))
        with alone(self._folder):
            write_secret(self.uploaded_file, found.pair.pem())
        return found.doubts

    def drop_uploaded(self) -> None:
        with alone(self._folder):
            if not self.uploaded_file.exists():
                raise CertificateFault("no certificate was brought here; there is nothing to take back")
            remove(self.uploaded_file)

    def root_der(self) -> bytes:
        return self._known(self._root_file).certificate.public_bytes(Encoding.DER)

    def root_pem(self) -> bytes:
        return self._known(self._root_file).certificate.public_bytes(Encoding.PEM)

    def certificates(self) -> Certificates:
        root, leaf, uploaded = self._known(self._root_file), self._known(self.leaf_file), self._uploaded()
        domains, networks = permitted(root.certificate)
        return Certificates(
            root=description(root.certificate),
            leaf=description(leaf.certificate),
            uploaded=description(uploaded.certificate) if uploaded else None,
            permitted=(*domains, *map(str, networks)),
            doubts=(*self._left_out(root), *(doubts_of(uploaded, true_time(self._clock())) if uploaded else ())),
        )

    def uploaded_names(self) -> tuple[str, ...]:
        """Names and addresses it is for; empty when there is none."""
        uploaded = self._uploaded()
        return () if uploaded is None else sum(names_in(uploaded.certificate), ())

    def contexts(self) -> tuple[ssl.SSLContext, ssl.SSLContext | None]:
        """The pages' own, and that of what was brought here."""
        uploaded = self._uploaded()
        return context_of(self.leaf_file), context_of(self.uploaded_file) if uploaded else None

    def seal(self) -> tuple[int, ...]:
        """Another one whenever a file was replaced."""
        return tuple(_moment(path) for path in (self._root_file, self.leaf_file, self.uploaded_file))

    def _root(self) -> tuple[Pair, list[str]]:
        """With what was done."""
        root = _read(self._root_file)
        if isinstance(root, Pair) and root.certificate.not_valid_after_utc > true_time(self._clock()):
            return root, []
        if root is None:
            return self._make_root(), ["the box made itself an authority; browsers are made to trust it at /trust"]
        why = "was damaged" if isinstance(root, str) else "has ended"
        if isinstance(root, str):
            with told(self._root_file):
                self._root_file.rename(self._root_file.with_name("root.damaged.pem"))
        return self._make_root(), [f"the box's authority {why} and another was made; see /trust on every browser"]

    def _make_root(self) -> Pair:
        root = make_root(self._domain, self._clock())
        write_secret(self._root_file, root.pem())
        return root

    def _make_leaf(self, root: Pair) -> None:
        leaf = make_leaf(root, only_permitted(root.certificate, self._names()), self._clock())
        write_secret(self.leaf_file, leaf.pem())

    def _why_anew(self, root: Pair, leaf: "Pair | str | None") -> str:
        """Empty: it is as it should be."""
        if leaf is None:
            return "its first"
        if isinstance(leaf, str):
            return "for the old one was damaged"
        if not signed(leaf.certificate, root.certificate):
            return "signed by the authority of now"
        if is_due(leaf.certificate, root.certificate, true_time(self._clock())):
            return "for the old one was due"
        wanted = only_permitted(root.certificate, self._names())
        missing = {*wanted.dns, *wanted.addresses} - {*sum(names_in(leaf.certificate), ())}
        return f"for it is reached as {', '.join(sorted(missing))} too" if missing else ""

    def _left_out(self, root: Pair) -> tuple[str, ...]:
        names = self._names()
        kept = only_permitted(root.certificate, names)
        return tuple(
            f"{name} is none of the names that the box's authority may vouch for; set it as domain in [web] and make "
            "another authority, or bring a certificate for it"
            for name in names.dns
            if name not in kept.dns and name not in self.uploaded_names()
        )

    def _uploaded(self) -> Pair | None:
        found = _read(self.uploaded_file)
        return found if isinstance(found, Pair) else None

    def _known(self, path: Path) -> Pair:
        found = _read(path)
        if isinstance(found, Pair):
            return found
        raise CertificateFault(found or f"{path}: is not there yet; start the pages once, with https")


def context_of(path: Path) -> ssl.SSLContext:
    """Of a file with key and certificates."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.options |= ssl.OP_NO_RENEGOTIATION
    context.set_alpn_protocols(["http/1.1"])
    with told(path):
        context.load_cert_chain(path)
    return context


def _read(path: Path) -> "Pair | str | None":
    """None: no file; a sentence: no pair in it."""
    if not path.exists():
        return None
    try:
        with told(path):
            return pair_of(path.read_bytes(), str(path))
    except CertificateFault as fault:
        return str(fault)


def _moment(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0
