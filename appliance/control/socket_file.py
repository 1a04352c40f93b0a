"""The socket's place in the file system: one box each, a dead one's leavings are cleared away."""

import fcntl
import os
import socket
import struct
from pathlib import Path
from typing import IO

MODE = 0o660
"""The box's user and group, nobody else: who may write here may hang up calls."""

LONGEST_PATH = 107
"""sun_path of unix(7) has 108 bytes with its closing zero."""


class AlreadyRuns(Exception):
    """Another box answers on the socket; the text is one sentence."""


class BadPlace(Exception):
    """The socket cannot be there; the text is one sentence."""


class SocketFile:
    """The place of a Unix stream socket at `path`, held by a lock beside it until close()."""

    def __init__(self, path: Path) -> None:
        """Takes the place, or finds it taken; nobody can connect yet. Raises AlreadyRuns and BadPlace."""
        if len(os.fsencode(path)) > LONGEST_PATH:
            sentence = f"{path}: a socket's path has at most {LONGEST_PATH} bytes; choose a shorter [box] run_dir"
            raise BadPlace(sentence)
        self._path = path
        self._socket: socket.socket | None = None
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._lock = _take_lock(path)
        except OSError as fault:
            raise _bad_place(path, fault) from fault

    def listen(self) -> socket.socket:
        """The socket, in place of a dead one's; clients can connect. Raises BadPlace."""
        try:
            self._socket = _bind(self._path)
        except OSError as fault:
            raise _bad_place(self._path, fault) from fault
        return self._socket

    def close(self) -> None:
        """Removes the socket; the lock's file stays, so that nobody locks a file that is already gone."""
        if self._socket is not None:
            self._path.unlink(missing_ok=True)
            self._socket.close()
            self._socket = None  # closed again, it must not remove the socket of whoever has the place by then
        self._lock.close()


def _bad_place(path: Path, fault: OSError) -> BadPlace:
    return BadPlace(f"{path}: cannot make the control socket ({fault.strerror}); check [box] run_dir and its rights")


def _take_lock(path: Path) -> IO[bytes]:
    """Two boxes that start at once must not both find the old socket dead."""
    lock = path.with_name(path.name + ".lock").open("ab")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        _refuse_if_answered(path)
    except BlockingIOError:
        lock.close()
        raise AlreadyRuns(_sentence(path, pid_behind(path))) from None
    except AlreadyRuns:
        lock.close()
        raise
    return lock


def _refuse_if_answered(path: Path) -> None:
    pid = pid_behind(path)
    if pid is not None:
        raise AlreadyRuns(_sentence(path, pid))


def pid_behind(path: Path) -> int | None:
    """Who listens there (SO_PEERCRED of unix(7)); None when nobody answers."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        try:
            probe.settimeout(1)
            probe.connect(os.fspath(path))
            credentials = probe.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
        except OSError:
            return None
    pid, _user, _group = struct.unpack("3i", credentials)
    return int(pid)


def _sentence(path: Path, pid: int | None) -> str:
    who = f"pid {pid}" if pid else "it is only starting or stopping"
    return f"{path}: callbox already runs here ({who}); stop it first, or choose another [box] run_dir"


def _bind(path: Path) -> socket.socket:
    path.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        listener.bind(os.fspath(path))
        path.chmod(MODE)  # before listen(): nobody can have come in with other rights
        listener.listen(16)
    except OSError:
        listener.close()
        raise
    listener.settimeout(0)
    return listener
