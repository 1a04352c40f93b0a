"""A sound card by PortAudio: USB headset, loudspeaker, line-in. Each card has a process of its own (card/)."""

from collections.abc import Callable, Iterator

from appliance.drivers.line import SoundPort
from appliance.drivers.sound.card.card import Card, CardTimes, CardWanted
from appliance.drivers.sound.card.finder import NAME_FORMS, numbered
from appliance.drivers.sound.card.process import PROGRAM
from appliance.drivers.sound.ways import Ways
from appliance.drivers.wire import Lost
from appliance.model.words import Ms, Value
from appliance.sound.rate_change import samples_of_frame

MOST_GAIN_DB = 40.0


class Options(Value, frozen=True, kw_only=True):
    card: str
    """By ALSA's name for it, hw:CARD=NAME, usb:VENDOR:PRODUCT[:SERIAL], a link of /dev/snd, or pcm:NAME."""
    rate: int = 0
    """Samples a second; 0 for the first of its rates that the card takes."""
    heard_db: float = 0.0
    """What is heard through the card is made louder by so many decibels; less than 0: softer."""
    said_db: float = 0.0
    """What is said through it, likewise."""


def option_faults(options: Options) -> Iterator[tuple[str, str]]:
    if not options.card or numbered(options.card):
        yield "card", f"expected {NAME_FORMS}; numbers change from start to start"
    for name in ("heard_db", "said_db"):
        if abs(getattr(options, name)) > MOST_GAIN_DB:
            yield name, f"expected -{MOST_GAIN_DB:g} to {MOST_GAIN_DB:g} decibels; set the level with alsamixer first"
    try:
        samples_of_frame(options.rate or 8_000)
    except ValueError:
        yield (
            "rate",
            "expected 8000, 16000, 32000, 44100, 48000 or 96000 samples a second, or 0 for what the card takes",
        )


class Driver(Card):
    """A sound device (see device.py)."""

    def __init__(
        self,
        options: Options,
        port: SoundPort,
        *,
        ways: Ways = Ways.BOTH,
        lost: Lost,
        now: Callable[[], Ms],
        program: tuple[str, ...] = PROGRAM,
        times: CardTimes | None = None,
    ) -> None:
        """`program`: instead of the card's own child."""
        wanted = CardWanted(
            name=options.card, rate=options.rate, heard_db=options.heard_db, said_db=options.said_db, ways=ways
        )
        super().__init__(wanted, port, lost=lost, now=now, program=program, times=times)
