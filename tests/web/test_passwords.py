"""What proves who somebody is, against the vectors of the RFCs; waiting after wrong tries, with an invented clock."""

import asyncio
import base64

import pytest

from appliance.web.lock_out import FIRST_MS, FORGOTTEN_MS, FREE, LONGEST_MS, MOST_KEPT, LockOut
from appliance.web.passwords import (
    AT_ONCE,
    MOST_WAITING,
    NOBODYS,
    PERIOD_S,
    Hashing,
    code_at,
    fault_of,
    hashed,
    matches,
    new_code,
    period_of,
    plain_code,
)
from appliance.web.problems import CannotSay

RFC_6238 = base64.b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("second", "code"),
    [
        (59, "287082"),
        (1_111_111_109, "081804"),
        (1_111_111_111, "050471"),
        (1_234_567_890, "005924"),
        (2_000_000_000, "279037"),
        (20_000_000_000, "353130"),
    ],
)
def test_codes_are_those_of_rfc_6238_appendix_b(second: int, code: str) -> None:
    """Of its eight digits the last six."""
    assert code_at(RFC_6238, second // PERIOD_S) == code


def test_a_code_is_right_for_a_period_to_either_side() -> None:
    period = 1_000_000
    now = period * PERIOD_S * 1000
    for other in (-1, 0, 1):
        assert period_of(RFC_6238, code_at(RFC_6238, period + other), now) == period + other
    for code in (code_at(RFC_6238, period + 2), code_at(RFC_6238, period - 2), "", "12345", "äöü123", "1" * 99):
        assert period_of(RFC_6238, code, now) is None
    spaced = code_at(RFC_6238, period)
    assert period_of(RFC_6238, f"{spaced[:3]} {spaced[3:]}", now) == period


def test_a_password_matches_itself_only() -> None:
    stored = hashed("three plain words")
    assert stored.startswith("scrypt$15$8$3$")
    assert matches("three plain words", stored)
    assert not matches("three plain word", stored)
    assert not matches("x", NOBODYS)


def test_passwords_that_are_guessed_at_once_are_told() -> None:
    assert "10 to 200" in fault_of("short", "anna")
    assert "10 to 200" in fault_of("x" * 201, "anna")
    assert "guessed" in fault_of("aaaaaaaaaaaa", "anna")
    assert "guessed" in fault_of("Anna-Louise-1", "anna-louise-1")
    assert fault_of("three plain words", "anna") == ""


def test_codes_are_read_however_they_are_typed() -> None:
    code = new_code(12)
    assert len(plain_code(code)) == 12
    assert plain_code(f" {code.lower().replace('-', ' ')} ") == plain_code(code)
    assert plain_code("oil0") == "0110"


async def test_so_many_passwords_are_hashed_at_once_and_wait() -> None:
    hashing, goes_on = Hashing(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def work() -> None:
        asyncio.run_coroutine_threadsafe(goes_on.wait(), loop).result(60)

    inside = [asyncio.create_task(hashing.do(work)) for _ in range(AT_ONCE + MOST_WAITING)]
    await asyncio.sleep(0)
    with pytest.raises(CannotSay, match="too many sign in at once"):
        await hashing.do(work)
    goes_on.set()
    await asyncio.gather(*inside)
    assert await hashing.do(lambda: 1) == 1


def test_wrong_tries_wait_longer_and_longer() -> None:
    out, now, waits = LockOut(), 0, []
    for _ in range(16):
        out.tried("anna", now)
        waits.append(out.wait_ms("anna", now))
        now += waits[-1]
    assert waits[: FREE - 1] == [0, 0]
    assert waits[FREE - 1 : FREE + 3] == [FIRST_MS, 2 * FIRST_MS, 4 * FIRST_MS, 8 * FIRST_MS]
    assert waits[-1] == LONGEST_MS
    assert out.wait_ms("ben", now) == 0
    assert out.wait_ms("anna", now - 1) == 1
    out.was_right("anna")
    assert out.wait_ms("anna", now) == 0


def test_wrong_tries_are_forgotten_after_a_day() -> None:
    out = LockOut()
    for _ in range(FREE):
        out.tried("anna", 0)
    out.tried("anna", FORGOTTEN_MS)
    assert out.wait_ms("anna", FORGOTTEN_MS) == 0


def test_so_many_are_remembered() -> None:
    out = LockOut()
    for number in range(MOST_KEPT + 10):
        out.tried(f"address {number}", number)
    assert out.kept() == MOST_KEPT
