"""Files with keys: whole or not there at all after a power cut, and readable by their owner alone."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from appliance.certificates.faults import CertificateFault

OWNER_ONLY = 0o600


def write_secret(path: Path, content: bytes) -> None:
    """Replaces the file in one step; when this returns, it is on the disk. Raises CertificateFault."""
    new = path.with_name(f"{path.name}.{os.getpid()}.new")
    with told(path):
        descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_ONLY)
        try:
            os.fchmod(descriptor, OWNER_ONLY)  # a file of that name may have been there with other rights
            with os.fdopen(descriptor, "wb", closefd=False) as out:
                out.write(content)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        new.replace(path)
        sync_folder(path.parent)


def remove(path: Path) -> None:
    """As write_secret; a file that is not there is no fault."""
    with told(path):
        path.unlink(missing_ok=True)
        sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """A rename is on the disk only when its folder is."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """The pages and a terminal may want to change the same files: one after the other. Raises CertificateFault."""
    with told(folder):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, OWNER_ONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


@contextmanager
def told(path: Path) -> Iterator[None]:
    """What the system says, in a sentence with its place."""
    try:
        yield
    except OSError as fault:
        sentence = f"{path}: {fault.strerror or fault}; check the disk, the folder and its rights"
        raise CertificateFault(sentence) from fault
