"""The child of one sound card: `python -m appliance.drivers.sound.card.program MEMORY BELL ORDER`.

MEMORY and BELL are descriptors of the memory it shares with the box (memory.py) and of an eventfd that it rings at each
beat, ORDER is a CardOrder. It ends with the box: by the kernel's word and, should that come too soon, by its standard
input, whose other end the box holds.
"""

import ctypes
import os
import signal
import sys
from typing import Final, Protocol

import msgspec

from appliance.drivers.sound.card.exchange import FrameExchange
from appliance.drivers.sound.card.memory import CardEnd, SharedSound
from appliance.drivers.sound.card.order import START, STOP, CardFault, CardOpen, CardOrder, CardRefused, FaultKind

_PR_SET_PDEATHSIG: Final = 1
"""prctl(2)."""
_MOST_COMMANDS: Final = 64


class SoundCard(Protocol):
    rate: int
    words: str

    def start(self) -> None: ...

    def stop(self) -> None: ...


def main(argv: list[str]) -> None:
    """Never returns: PortAudio's own ways out wait for threads that may be stuck in a card that is gone."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C in a terminal is for the box, which then ends us
    memory, bell = int(argv[0]), int(argv[1])
    order = msgspec.json.decode(argv[2], type=CardOrder)
    end = CardEnd(SharedSound(memory))
    try:
        card = _opened(order, lambda rate: FrameExchange(order, rate, end, bell))
        _report(CardOpen(card.rate, card.words))
        _obey(card)
    except CardRefused as refused:
        _report(refused.told)
    except (OSError, ValueError) as fault:
        _report(CardFault(FaultKind.STUCK, f"{order.device}: the sound card fails ({fault}); plug it in again"))
    os._exit(0)


def _opened(order: CardOrder, exchange: "_ExchangeAt") -> SoundCard:
    if order.device.startswith("/"):
        from appliance.drivers.sound.card.sample_port import SamplePort

        return SamplePort(order, exchange)
    from appliance.drivers.sound.card.portaudio import AlsaCard

    return AlsaCard(order, exchange)


class _ExchangeAt(Protocol):
    def __call__(self, rate: int, /) -> FrameExchange: ...


def _obey(card: SoundCard) -> None:
    """Until the box closes its end."""
    flows = False
    while commands := os.read(0, _MOST_COMMANDS):
        for command in (commands[at : at + 1] for at in range(len(commands))):
            if command == START and not flows:
                card.start()
            elif command == STOP and flows:
                card.stop()
            flows = command == START


def _report(report: CardOpen | CardFault) -> None:
    os.write(1, msgspec.json.encode(report) + b"\n")


if __name__ == "__main__":
    main(sys.argv[1:])
