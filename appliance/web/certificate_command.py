"""`callbox certificate`: what the pages show to browsers, from a terminal, whether the pages run or not."""

import argparse
import sys
from pathlib import Path

import msgspec

from appliance.certificates.chest import Chest
from appliance.certificates.faults import CertificateFault
from appliance.certificates.own_names import own_names
from appliance.control.as_text import local
from appliance.control.errors import BadSettings
from appliance.control.place import DEFAULT_FILE, certificates_of, settings_of
from appliance.model.certificates import Certificate, Certificates

LONGEST_PEM = 64 * 1024


def main(argv: list[str]) -> int:
    """Exit code 0 when it is done, 1 when it cannot be, 2 for words or settings that are not understood."""
    asked = _arguments(argv)
    try:
        settings = settings_of(asked.config)
        domain = settings.web.domain
        chest = Chest(certificates_of(settings), lambda: own_names(asked.host, domain), domain)
        chest.tend()
        asked.act(chest, asked)
    except BadSettings as fault:
        return _complain(fault, 2)
    except CertificateFault as fault:
        return _complain(fault, 1)
    return 0


def _show(chest: Chest, asked: argparse.Namespace) -> None:
    known = chest.certificates()
    lines = [msgspec.json.encode(known).decode()] if asked.json else _lines(known)
    sys.stdout.write("".join(f"{line}\n" for line in lines))


def _lines(known: Certificates) -> list[str]:
    parts = {"authority": known.root, "pages": known.leaf, "brought here": known.uploaded}
    told = [line for title, each in parts.items() if each is not None for line in _certificate(title, each)]
    return [*told, f"The authority may vouch for {', '.join(known.permitted)} only.", *known.doubts]


def _certificate(title: str, told: Certificate) -> list[str]:
    reached = ", ".join((*told.names, *told.addresses))
    lasts = f"{local(told.from_utc_ms, '%Y-%m-%d')} to {local(told.to_utc_ms, '%Y-%m-%d')}"
    lines = [f"{title}: {told.subject}, signed by {told.issuer}, {lasts}", f"  SHA-256 {told.fingerprint}"]
    return [*lines, f"  for {reached}"] if reached else lines


def _renew(chest: Chest, asked: argparse.Namespace) -> None:
    chest.renew()
    _show(chest, asked)


def _renew_root(chest: Chest, asked: argparse.Namespace) -> None:
    chest.renew_root()
    _show(chest, asked)


def _upload(chest: Chest, asked: argparse.Namespace) -> None:
    for doubt in chest.upload(_text(asked.key), _text(asked.chain)):
        sys.stderr.write(f"callbox: {doubt}\n")


def _drop(chest: Chest, _asked: argparse.Namespace) -> None:
    chest.drop_uploaded()


def _root(chest: Chest, _asked: argparse.Namespace) -> None:
    sys.stdout.write(chest.root_pem().decode())


def _text(path: Path) -> str:
    """Raises CertificateFault."""
    try:
        with path.open("rb") as file:
            return file.read(LONGEST_PEM + 1).decode("ascii", "replace")
    except OSError as fault:
        raise CertificateFault(f"{path}: {fault.strerror}; name a file in PEM") from None


def _arguments(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="callbox certificate", description="What the pages show to browsers.")
    words = parser.add_subparsers(metavar="WHAT", required=True)

    def command(name: str, act: object, told: str) -> argparse.ArgumentParser:
        made = words.add_parser(name, help=told)
        made.set_defaults(act=act)
        made.add_argument("--config", metavar="FILE", help=f"the box's settings (default: {DEFAULT_FILE})")
        made.add_argument(
            "--host", action="append", default=[], metavar="NAME", help="a further name of the box; may be repeated"
        )
        made.add_argument("--json", action="store_true", help="one JSON object")
        return made

    command("show", _show, "what is shown to browsers, until when, with its fingerprints")
    command("root", _root, "print the authority's certificate, which browsers are to trust")
    command("renew", _renew, "make the pages a new one, by the same authority")
    command("renew-root", _renew_root, "make another authority: every browser must be made to trust it again")
    upload = command("upload", _upload, "take a certificate of your own")
    upload.add_argument("key", type=Path, metavar="KEY", help="file of its key, in PEM, without a password")
    upload.add_argument("chain", type=Path, metavar="CHAIN", help="file of it and of who signed it, in PEM")
    command("remove", _drop, "take that back: the box shows its own again")
    return parser.parse_args(argv or ["show"])


def _complain(fault: Exception, code: int) -> int:
    sys.stderr.write(f"callbox: {fault}\n")
    return code
