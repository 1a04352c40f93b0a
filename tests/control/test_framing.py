"""The framing: parts survive any cutting of the stream; whatever else comes is one sentence, never a crash."""

from contextlib import suppress
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.control.framing import (
    FRAME_BYTES,
    MOST_BYTES,
    BadBytes,
    Deframer,
    JsonPart,
    Part,
    SoundPart,
    pack,
)

FRAME = SoundPart("line1", bytes(range(160)) * 2)
SOME = (JsonPart(b'{"type":"Hello"}'), FRAME, JsonPart(b""), SoundPart("agent:änne", b"\x00" * FRAME_BYTES))

legs = st.text(min_size=1, max_size=60).filter(lambda leg: 1 <= len(leg.encode("utf-8", "ignore")) <= 255)
legs = legs.filter(lambda leg: leg.encode("utf-8", "ignore").decode() == leg)
frames = st.builds(SoundPart, legs, st.binary(min_size=FRAME_BYTES, max_size=FRAME_BYTES))
parts = st.lists(st.one_of(st.builds(JsonPart, st.binary(max_size=400)), frames), max_size=6)


def read_all(deframer: Deframer) -> list[Part]:
    found = []
    while (part := deframer.next_part()) is not None:
        found.append(part)
    return found


def test_parts_survive_whole() -> None:
    deframer = Deframer()
    deframer.receive(b"".join(pack(part) for part in SOME))
    assert tuple(read_all(deframer)) == SOME
    assert deframer.held() == 0


def test_parts_survive_byte_by_byte() -> None:
    deframer = Deframer()
    found = []
    for byte in b"".join(pack(part) for part in SOME):
        deframer.receive(bytes((byte,)))
        found += read_all(deframer)
    assert tuple(found) == SOME


@given(parts, st.lists(st.integers(0, 3000), max_size=8))
def test_parts_survive_any_cutting(sent: list[Part], cuts: list[int]) -> None:
    stream = b"".join(pack(part) for part in sent)
    edges = [0, *sorted(cut for cut in cuts if cut <= len(stream)), len(stream)]
    deframer = Deframer()
    found = []
    for start, end in pairwise(edges):
        deframer.receive(stream[start:end])
        found += read_all(deframer)
    assert found == sent


@given(st.binary(max_size=2000))
def test_noise_is_parts_or_one_sentence(noise: bytes) -> None:
    deframer = Deframer()
    deframer.receive(noise)
    with suppress(BadBytes):
        read_all(deframer)
        return
    with pytest.raises(BadBytes, match=r"^control socket: "):  # and again the same
        deframer.next_part()


def test_after_bad_bytes_nothing_is_kept() -> None:
    deframer = Deframer()
    deframer.receive(b"\xff\xff\xff\xff")
    with pytest.raises(BadBytes, match="4294967295 bytes"):
        deframer.next_part()
    deframer.receive(pack(JsonPart(b"{}")) * 100)
    assert deframer.held() == 0


@pytest.mark.parametrize(
    ("stream", "sentence"),
    [
        (b"\x00\x00\x00\x00", "says it has 0 bytes"),
        ((MOST_BYTES + 1).to_bytes(4, "big"), f"1 to {MOST_BYTES} were expected"),
        (b"\x00\x00\x00\x01X", "kind b'X'"),
        (b"\x00\x00\x00\x01F", "0 bytes that do not fit"),
        (b"\x00\x00\x00\x03F\x01a", "2 bytes that do not fit"),
        ((2 + 1 + FRAME_BYTES).to_bytes(4, "big") + b"F\x01\xff" + bytes(FRAME_BYTES), "not UTF-8"),
    ],
)
def test_each_way_to_be_wrong_has_its_sentence(stream: bytes, sentence: str) -> None:
    deframer = Deframer()
    deframer.receive(stream)
    with pytest.raises(BadBytes, match=sentence):
        deframer.next_part()


def test_the_largest_message_passes_and_one_more_byte_is_refused() -> None:
    largest = JsonPart(b"x" * (MOST_BYTES - 1))
    deframer = Deframer()
    deframer.receive(pack(largest))
    assert deframer.next_part() == largest
    with pytest.raises(ValueError, match="larger than 1048576"):
        pack(JsonPart(b"x" * MOST_BYTES))


@pytest.mark.parametrize(("leg", "samples"), [("", FRAME_BYTES), ("x" * 256, FRAME_BYTES), ("line1", 319)])
def test_a_frame_of_another_shape_is_not_packed(leg: str, samples: int) -> None:
    with pytest.raises(ValueError, match="320 bytes of sound"):
        pack(SoundPart(leg, bytes(samples)))
