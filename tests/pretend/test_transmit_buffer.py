"""The host's stream is understood however it is cut, and never outgrows its buffer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.pretend.transmit_buffer import TransmitBuffer, shielded

STREAM = b"ab\x10\x10c\x10\x1ad\x10\x03rest"


def _all_of(buffer: TransmitBuffer, data: bytes) -> list[int]:
    found, place = [], 0
    while place < len(data):
        used, command = buffer.receive(data[place:], 0)
        place += used
        if command is not None:
            found.append(command)
    return found


def test_pairs_are_taken_off_on_every_split_point() -> None:
    for split in range(len(STREAM) + 1):
        buffer = TransmitBuffer(100)
        found = _all_of(buffer, STREAM[:split]) + _all_of(buffer, STREAM[split:])
        assert found == [0x03], split
        assert buffer.take(100) == b"ab\x10c\x10\x10drest", split


def test_a_command_stops_the_taking() -> None:
    buffer = TransmitBuffer(100)
    assert buffer.receive(STREAM, 0) == (10, 0x03)


@given(st.binary(max_size=300), st.integers(1, 50))
def test_shielding_is_undone(samples: bytes, step: int) -> None:
    buffer, coded = TransmitBuffer(1_000), shielded(samples)
    for start in range(0, len(coded), step):
        assert _all_of(buffer, coded[start : start + step]) == []
    assert buffer.take(1_000) == samples


@given(st.binary(max_size=2_000))
def test_the_bound_holds_and_what_is_over_is_counted(data: bytes) -> None:
    buffer = TransmitBuffer(64)
    _all_of(buffer, data)
    assert len(buffer) <= 64
    whole = TransmitBuffer(10_000)
    _all_of(whole, data)
    assert buffer.dropped == max(0, len(whole) - 64)
    assert buffer.room == 64 - len(buffer)


def test_of_what_was_taken_last_it_is_known_when_it_came() -> None:
    buffer = TransmitBuffer(5)
    buffer.receive(b"abc", 10)
    buffer.receive(b"def", 20)  # of which f finds no room
    assert buffer.take(2) == b"ab"
    assert [buffer.arrived_ms(place) for place in range(2)] == [10, 10]
    assert buffer.take(9) == b"cde"
    assert [buffer.arrived_ms(place) for place in range(3)] == [10, 20, 20]
    with pytest.raises(IndexError):
        buffer.arrived_ms(3)
