"""How messages of the control socket are cut out of the stream of bytes, and put into it. Sans-IO.

A message is four bytes of length (big-endian, of what follows), one byte of kind, and the payload. Kind J is JSON of
the schema. Kind F is 20 ms of sound of one leg: one byte of name length, the name in UTF-8, 160 samples of 16 bits,
little-endian. Sound stays bytes here, so that a command line starts without numpy.
"""

from typing import TypeAlias

from appliance.model.words import Value

MOST_BYTES = 1 << 20
"""Largest message. The largest honest one is a reply with 500 calls, about 300 kB; what claims more is not ours."""

FRAME_BYTES = 320
LENGTH_BYTES = 4
KIND_JSON = b"J"
KIND_FRAME = b"F"


class BadBytes(ValueError):
    """The stream is no control stream, or no longer one; the text is one sentence. Nothing can be read after it."""


class JsonPart(Value, frozen=True):
    payload: bytes


class SoundPart(Value, frozen=True):
    """20 ms of sound to or from one leg."""

    leg: str
    """1 to 255 bytes in UTF-8."""
    samples: bytes
    """160 samples of int16, little-endian."""


Part: TypeAlias = JsonPart | SoundPart


def pack(part: Part) -> bytes:
    """Raises ValueError when it is too large or no frame."""
    if isinstance(part, JsonPart):
        return _pack(KIND_JSON, part.payload)
    name = part.leg.encode()
    if not 1 <= len(name) <= 255 or len(part.samples) != FRAME_BYTES:
        sentence = (
            f"control socket: a frame has a leg name of 1 to 255 bytes and {FRAME_BYTES} bytes of sound, "
            f"not {len(name)} and {len(part.samples)}"
        )
        raise ValueError(sentence)
    return _pack(KIND_FRAME, bytes((len(name),)) + name + part.samples)


def _pack(kind: bytes, payload: bytes) -> bytes:
    length = len(kind) + len(payload)
    if length > MOST_BYTES:
        sentence = f"control socket: a message of {length} bytes is larger than {MOST_BYTES}; ask for less at once"
        raise ValueError(sentence)
    return length.to_bytes(LENGTH_BYTES, "big") + kind + payload


class Deframer:
    """Give it bytes as they come; take parts until there is none. Holds at most one message and one reading."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._fault = ""

    def receive(self, data: bytes) -> None:
        if not self._fault:
            self._buffer += data

    def next_part(self) -> Part | None:
        """The next whole part, None when more bytes are needed. Raises BadBytes, and the same again ever after."""
        if self._fault:
            raise BadBytes(self._fault)
        try:
            return self._cut()
        except BadBytes as fault:
            self._fault = str(fault)
            self._buffer.clear()
            raise

    def held(self) -> int:
        """Bytes not yet taken."""
        return len(self._buffer)

    def _cut(self) -> Part | None:
        buffer = self._buffer
        if len(buffer) < LENGTH_BYTES:
            return None
        length = int.from_bytes(buffer[:LENGTH_BYTES], "big")
        if not 1 <= length <= MOST_BYTES:
            sentence = f"control socket: a message says it has {length} bytes; 1 to {MOST_BYTES} were expected"
            raise BadBytes(sentence)
        end = LENGTH_BYTES + length
        if len(buffer) < end:
            return None
        kind = bytes(buffer[LENGTH_BYTES : LENGTH_BYTES + 1])
        payload = bytes(buffer[LENGTH_BYTES + 1 : end])
        del buffer[:end]
        return _part(kind, payload)


def _part(kind: bytes, payload: bytes) -> Part:
    if kind == KIND_JSON:
        return JsonPart(payload)
    if kind == KIND_FRAME:
        return _frame(payload)
    sentence = f"control socket: a message of kind {kind!r}; J (JSON) or F (a frame of sound) was expected"
    raise BadBytes(sentence)


def _frame(payload: bytes) -> SoundPart:
    name_length = payload[0] if payload else 0
    if not name_length or len(payload) != 1 + name_length + FRAME_BYTES:
        sentence = f"control socket: a frame of sound with {len(payload)} bytes that do not fit its leg's name"
        raise BadBytes(sentence)
    try:
        return SoundPart(payload[1 : 1 + name_length].decode(), payload[1 + name_length :])
    except UnicodeDecodeError:
        sentence = "control socket: a frame of sound whose leg's name is not UTF-8"
        raise BadBytes(sentence) from None
