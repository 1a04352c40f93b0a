"""What proves who somebody is: passwords, codes of six digits, recovery codes; secrets that are kept hashed."""

import asyncio
import base64
import hashlib
import hmac
import secrets
from collections.abc import Callable
from http import HTTPStatus
from typing import Final, TypeVar
from urllib.parse import quote

from appliance.web.catalogues import _
from appliance.web.problems import CannotSay

LEAST_CHARACTERS, MOST_CHARACTERS = 10, 200
COST, BLOCK, PARALLEL = 15, 8, 3
"""scrypt (RFC 7914) with N = 2¹⁵, r = 8, p = 3: 32 MiB and a third of a second on a small computer."""
_MEMORY_BYTES: Final = 64 << 20
AT_ONCE = 2
"""Passwords that are hashed at the same time, 32 MiB each."""
MOST_WAITING = 16
"""Further ones that wait for it."""

PERIOD_S = 30
_DIGITS = 1_000_000
RECOVERY_CODES = 8

T = TypeVar("T")


def fault_of(password: str, name: str) -> str:
    """What is wrong with it as a new password; empty when nothing."""
    if not LEAST_CHARACTERS <= len(password) <= MOST_CHARACTERS:
        return _("a password has 10 to 200 characters; three or four words do well")
    if password.casefold() == name.casefold() or len(set(password)) < 4:
        return _("this password is guessed at once; three or four words do well")
    return ""


def hashed(password: str) -> str:
    """With a salt of its own. Takes a third of a second: never in the loop."""
    salt = secrets.token_bytes(16)
    return f"scrypt${COST}${BLOCK}${PARALLEL}${_text(salt)}${_text(_scrypt(password, salt, (COST, BLOCK, PARALLEL)))}"


def matches(password: str, stored: str) -> bool:
    """Takes as long as `hashed`."""
    _, cost, block, parallel, salt, wanted = stored.split("$")
    found = _scrypt(password, base64.b64decode(salt), (int(cost), int(block), int(parallel)))
    return hmac.compare_digest(found, base64.b64decode(wanted))


NOBODYS = f"scrypt${COST}${BLOCK}${PARALLEL}${'A' * 22}==${'A' * 43}="
"""Compared with when there is no such user, so that this takes as long and tells nothing."""


def _scrypt(password: str, salt: bytes, costs: tuple[int, int, int]) -> bytes:
    cost, block, parallel = costs
    return hashlib.scrypt(
        password.encode(errors="surrogatepass"),
        salt=salt,
        n=1 << cost,
        r=block,
        p=parallel,
        maxmem=_MEMORY_BYTES,
        dklen=32,
    )


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


class Hashing:
    """Hashes beside the loop, so many at once and no more: a flood fills neither memory nor cores."""

    def __init__(self) -> None:
        self._free = asyncio.Semaphore(AT_ONCE)
        self._inside = 0

    async def do(self, work: Callable[[], T]) -> T:
        """Raises CannotSay when too many wait."""
        if self._inside >= AT_ONCE + MOST_WAITING:
            raise CannotSay(HTTPStatus.SERVICE_UNAVAILABLE, "too many sign in at once; try again in a few seconds")
        self._inside += 1
        try:
            async with self._free:
                return await asyncio.to_thread(work)
        finally:
            self._inside -= 1


def new_secret() -> str:
    """Of a session or a token: 256 bits."""
    return secrets.token_urlsafe(32)


def kept(secret: str) -> str:
    """What is stored of a secret that nobody can guess: its hash needs no salt."""
    return hashlib.sha256(secret.encode(errors="surrogatepass")).hexdigest()


def new_code(letters: int) -> str:
    """Something to read aloud or to type from paper, in groups of four: no I, L, O or U among the letters."""
    code = "".join(secrets.choice("0123456789ABCDEFGHJKMNPQRSTVWXYZ") for _ in range(letters))
    return "-".join(code[at : at + 4] for at in range(0, letters, 4))


def plain_code(typed: str) -> str:
    """As it was made, however it was typed."""
    return "".join(sign for sign in typed.upper() if sign.isalnum()).translate(str.maketrans("OIL", "011"))


def new_second_step() -> str:
    """160 bits, as RFC 4226 §4 recommends, in base32."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def code_at(secret: str, period: int) -> str:
    """Six digits of HMAC-SHA-1 (RFC 4226 §5.3, RFC 6238 §4)."""
    mac = hmac.digest(base64.b32decode(secret), period.to_bytes(8, "big"), "sha1")
    at = mac[-1] & 0xF
    return f"{(int.from_bytes(mac[at : at + 4], 'big') & 0x7FFF_FFFF) % _DIGITS:06d}"


def period_of(secret: str, code: str, now_utc_ms: int) -> int | None:
    """In which period the code is right: this one, or the one before or after for clocks that differ (§5.2)."""
    now = now_utc_ms // 1000 // PERIOD_S
    typed = "".join(code.split()).encode(errors="replace")
    return next(
        (at for at in (now, now - 1, now + 1) if hmac.compare_digest(code_at(secret, at).encode(), typed)), None
    )


def address_of_second_step(secret: str, name: str, box: str) -> str:
    """For a program that makes such codes (Key URI Format)."""
    return f"otpauth://totp/{quote(box)}:{quote(name)}?secret={secret}&issuer={quote(box)}&period={PERIOD_S}&digits=6"
