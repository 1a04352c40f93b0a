"""An ALSA card through PyAudio, in callback mode: PortAudio's own thread calls at each beat of the card."""

import re
import time
from collections.abc import Callable
from typing import Any, Final

from appliance.drivers.registry import missing_library
from appliance.drivers.sound.card.exchange import FrameExchange
from appliance.drivers.sound.card.holders import who_has
from appliance.drivers.sound.card.order import CardOrder, CardRefused, FaultKind
from appliance.drivers.sound.card.pace import Pace

RATES: Final = (8_000, 16_000, 48_000, 32_000, 44_100, 96_000)
"""Tried in this order: the telephone's own, those that need the shortest filters, then what all cards have."""
_HARDWARE: Final = re.compile(r"\((hw:(\d+)),\d+\)")
"""How PortAudio ends the name of a device that is hardware."""
_NUMBER: Final = re.compile(r"(hw:(\d+))")
_ANOTHER: Final = "use a card that has one, or free it"


class AlsaCard:
    """Open from the beginning, its sound at rest, so that no other program takes it between two calls."""

    def __init__(self, order: CardOrder, exchange: Callable[[int], FrameExchange]) -> None:
        """`exchange` for a rate. Raises CardRefused."""
        try:
            import pyaudio
        except ImportError as fault:
            who = "sound through a sound card"
            raise CardRefused(FaultKind.LIBRARY, str(missing_library(who, fault))) from fault
        self._audio = pyaudio.PyAudio()
        self._format, self._go_on = pyaudio.paInt16, pyaudio.paContinue
        self._ways = order.ways
        self._pace = Pace()
        device = self._device(order)
        self.rate = self._rate_of(device, order)
        self.words = f"{device['name']} at {self.rate} Hz"
        self._device_index = device["index"]
        self._exchange = exchange(self.rate)
        self._stream = self._opened()

    def _opened(self) -> Any:
        """Raises CardRefused."""
        try:
            return self._audio.open(
                rate=self.rate,
                channels=1,
                format=self._format,
                input=self._ways.heard,
                output=self._ways.said,
                input_device_index=self._device_index if self._ways.heard else None,
                output_device_index=self._device_index if self._ways.said else None,
                frames_per_buffer=self._exchange.samples,
                stream_callback=self._beat,
                start=False,
            )
        except OSError as fault:
            what = f"{self.words}: the sound card does not open ({fault})"
            raise CardRefused(FaultKind.HELD, f"{what}; {_held_by(self.words)}") from fault

    def start(self) -> None:
        self._pace = Pace()
        self._stream.start_stream()

    def stop(self) -> None:
        """Closed and opened again: PortAudio's own way to stop plays to the end what is queued, which a card that has
        gone, or stands still, never does.
        """
        self._stream.close()
        self._stream = self._opened()

    def _beat(self, heard: bytes | None, count: int, times: object, flags: int) -> tuple[bytes, int]:
        del count, times
        if early_s := self._pace.wait_s(time.monotonic()):
            time.sleep(early_s)
        return self._exchange.beat(heard, rough=bool(flags)), self._go_on

    def _device(self, order: CardOrder) -> dict[str, Any]:
        """Raises CardRefused: there is none, or it has sound one way only."""
        there = [self._audio.get_device_info_by_index(number) for number in range(self._audio.get_device_count())]
        found = next((each for each in there if _is(str(each["name"]), order.device)), None)
        if found is None:
            names = ", ".join(str(each["name"]) for each in there) or "none"
            sentence = f"{order.device}: PortAudio shows no such sound card, only {names}; {_held_by(order.device)}"
            raise CardRefused(FaultKind.GONE, sentence)
        for wanted, channels, missing in (
            (self._ways.heard, "maxInputChannels", "microphone or line-in"),
            (self._ways.said, "maxOutputChannels", "output"),
        ):
            if wanted and not found[channels]:  # PortAudio shows none of a way that another program has open
                holder = _holder(str(found["name"]))
                kind, do = (FaultKind.HELD, f"{holder}: end that program") if holder else (FaultKind.UNFIT, _ANOTHER)
                raise CardRefused(kind, f"{found['name']}: the sound card shows no {missing}; {do}")
        return dict(found)

    def _one_channel(self, device: int) -> dict[str, Any]:
        """What is asked of the device, as PyAudio's is_format_supported takes it."""
        asked: dict[str, Any] = {}
        for way, wanted in (("input", self._ways.heard), ("output", self._ways.said)):
            if wanted:
                asked |= {f"{way}_device": device, f"{way}_channels": 1, f"{way}_format": self._format}
        return asked

    def _rate_of(self, device: dict[str, Any], order: CardOrder) -> int:
        rates = (order.rate,) if order.rate else RATES
        for rate in rates:
            try:
                self._audio.is_format_supported(rate, **self._one_channel(device["index"]))
            except ValueError:
                continue
            return rate
        tried = ", ".join(map(str, rates))
        sentence = f"{device['name']}: the sound card takes none of {tried} samples a second; use another card"
        raise CardRefused(FaultKind.UNFIT, sentence)


def _holder(words: str) -> str:
    """Who has the card that PortAudio calls so; empty when it is none of the hardware, or nobody is seen."""
    hardware = _HARDWARE.search(words) or _NUMBER.fullmatch(words)
    return who_has(int(hardware[2])) if hardware else ""


def _held_by(words: str) -> str:
    holder = _holder(words)
    return f"{holder}: end that program" if holder else "end the program that has it (fuser -v /dev/snd/*)"


def _is(name: str, device: str) -> bool:
    if device.startswith("pcm:"):
        return name == device.removeprefix("pcm:")
    hardware = _HARDWARE.search(name)
    return hardware is not None and hardware[1] == device
