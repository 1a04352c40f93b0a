"""What all commands of one GSM modem share: SIM, coverage, calls, memories, settings, and its wishes to the network."""

from typing import TypeAlias

from appliance.model.words import Digit, Ms, Value
from appliance.pretend.gsm.calls import Calls
from appliance.pretend.gsm.coverage import Coverage, Registration
from appliance.pretend.gsm.family_parts import GsmFamily
from appliance.pretend.gsm.message_store import MessageMemory
from appliance.pretend.gsm.settings import COMMON, Settings
from appliance.pretend.gsm.sim import Sim, SimCard
from appliance.pretend.misbehaviour import Habits


class TextSent(Value, frozen=True):
    """The network is to answer with GsmModem.text_taken() or text_refused()."""

    token: int
    tpdu: bytes


class UssdAsked(Value, frozen=True):
    text: str


class UssdCancelled(Value, frozen=True):
    pass


class KeySent(Value, frozen=True):
    key: Digit
    ms: Ms


class WithheldDial(Value, frozen=True):
    """The call dialled next shows no number (27.007 §7.7, the I after a number)."""


class RestartWanted(Value, frozen=True):
    """The module leaves the bus and comes back."""

    after_ms: Ms


Wish: TypeAlias = TextSent | UssdAsked | UssdCancelled | KeySent | WithheldDial | RestartWanted
MOST_WISHES = 256
"""Between two looks of the network, which looks after every byte of the host: no command makes more than 32."""


class Mobile:
    def __init__(self, family: GsmFamily, card: SimCard, habits: Habits) -> None:
        self.family = family
        self.habits = habits
        self.sim = Sim(card)
        self.calls = Calls()
        self.coverage = Coverage()
        self.memories = {name: MessageMemory(size, family.first_place) for name, size in family.memories.items()}
        known = {name: stored for name, stored in COMMON.items() if name not in family.lacks}
        self.settings = Settings({**known, **family.stores})
        self.wishes: list[Wish] = []
        self.events: list[tuple[str, Ms]] = []
        """For every port that has events, with the time each is due; until taken."""
        self.switch_on()

    def switch_on(self) -> None:
        """What does not survive a power cut is as new; messages, forwarding and tries stay."""
        self.settings.restore()
        first = next(iter(self.memories))
        self.reads, self.writes, self.receives = first, first, first
        """Names of the memories of +CPMS."""
        self.radio = True
        """+CFUN: 1 on, 0 and 4 off."""
        self.detached = False
        """+COPS=2."""
        self.searching = False
        """The network has not let it in yet."""
        self.wishes.clear()
        self.events.clear()

    @property
    def registration(self) -> Registration:
        """As the modem tells it: without radio or SIM it does not even search."""
        if not self.radio or self.detached or not self.sim.ready:
            return Registration.NOT_SEARCHING
        return Registration.SEARCHING if self.searching and self.coverage.in_service else self.coverage.registration

    @property
    def in_service(self) -> bool:
        return self.registration in (Registration.HOME, Registration.ROAMING)

    def wish(self, wish: Wish) -> None:
        if len(self.wishes) < MOST_WISHES:
            self.wishes.append(wish)

    def tell(self, line: str, due: Ms) -> None:
        self.events.append((line, due))
