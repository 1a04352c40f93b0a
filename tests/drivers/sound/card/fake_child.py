"""A card's child that misbehaves as told, written from the layout in memory.py alone: MODE MEMORY BELL ORDER.

Its card echoes: what it took to say is what it hears next. A beat each 5 ms, so that tests are short.
"""

import mmap
import os
import select
import struct
import sys

SIZE, SLOTS, FRAME = 10_432, 16, 320
HEARD, SAID = 192, 5_312
BEAT_S = 0.005


def main(mode: str, memory: int, bell: int) -> None:
    if mode == "refuses":
        tell(b'{"type":"CardFault","kind":"held","sentence":"Device: somebody else has it; end that program"}')
        return
    if mode == "noisy":
        os.write(2, b"".join(b"ALSA lib: line %d\n" % number for number in range(60)))
        return
    tell(b"some library says hello on standard output")
    tell(b'{"type":"CardOpen","rate":8000,"words":"a fake"}')
    obey(mode, mmap.mmap(memory, SIZE), bell)


def obey(mode: str, shared: mmap.mmap, bell: int) -> None:
    flows, beats = False, 0
    while True:
        ready, _, _ = select.select([0], [], [], BEAT_S)
        if ready:
            commands = os.read(0, 64)
            if not commands:
                return
            flows = commands[-1:] == b"+"
            if mode == "dies_resting":
                return
        if not flows or (mode == "stalls" and beats >= 20) or mode == "dumb":
            continue
        if mode == "dies" and beats == 20:
            return
        beats += 1
        beat(shared, wild=mode == "lies")
        os.eventfd_write(bell, 1)


def beat(shared: mmap.mmap, *, wild: bool) -> None:
    heard_put, said_taken, missing, lost = struct.unpack_from("<4I", shared, 64)
    heard_taken, said_put = struct.unpack_from("<2I", shared, 128)
    frame = bytes(FRAME)
    if said_put != said_taken:
        at = SAID + said_taken % SLOTS * FRAME
        frame, said_taken = shared[at : at + FRAME], said_taken + 1
    else:
        missing += 1
    if (heard_put - heard_taken) % 2**32 < SLOTS:
        at = HEARD + heard_put % SLOTS * FRAME
        shared[at : at + FRAME] = frame
        heard_put += 1
    else:
        lost += 1
    if wild:
        heard_put, said_taken, missing, lost = 4_000_000_000, 3_000_000_000, 7, 2**32 - 1
    struct.pack_into("<4I", shared, 64, heard_put, said_taken, missing, lost)


def tell(line: bytes) -> None:
    os.write(1, line + b"\n")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
