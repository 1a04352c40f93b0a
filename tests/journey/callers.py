"""Short callers for the small house: they talk to a person, leave a letter, or give up ringing."""

from appliance.model.caller import Presentation
from appliance.pretend.script import HangUp, HangUpHow, PretendCall, Tone, WaitSilence, WaitSound, WaitTone
from tests.journey.house import AGENT_HZ

CALLER_HZ = 1_000


def talks(line: str = "", ms: int = 800, how: HangUpHow = HangUpHow.LOOP_BREAK, *, rings: int = 10) -> PretendCall:
    """Waits for an agent's tone, speaks for so long, hangs up; gives up after so many rings."""
    steps = (WaitTone(hz=AGENT_HZ), Tone(hz=CALLER_HZ, ms=ms), HangUp(how=how))
    return PretendCall(kind="talks", line=line, number="5550100", patience_rings=rings, steps=steps)


def leaves_letter(line: str, ms: int = 800) -> PretendCall:
    """Waits for the beep, speaks for so long, hangs up."""
    steps = (WaitSound(), WaitSilence(ms=100), Tone(hz=CALLER_HZ, ms=ms), HangUp(how=HangUpHow.LOOP_BREAK))
    return PretendCall(kind="leaves letter", line=line, number="5550101", steps=steps)


def gives_up(line: str) -> PretendCall:
    """Rings once."""
    return PretendCall(
        kind="gives up", line=line, patience_rings=1, presentation=Presentation.UNKNOWN, steps=(HangUp(),)
    )
