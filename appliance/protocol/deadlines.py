"""How long a command may take. Counted from sending; nothing the modem says meanwhile makes it longer."""

import re
from typing import Final

from appliance.model.words import Ms

DEFAULT_MS: Final[Ms] = 2_000

PROMPT_MS: Final[Ms] = 5_000
"""From AT+CMGS to the prompt; a SIM that is being written to makes it wait."""
TYPING_MS: Final[Ms] = 5_000
"""From the prompt to the text. While it stands the modem is deaf to everything else, calls included."""
SUBMIT_MS: Final[Ms] = 60_000
"""From the text to its result: the network answers (3GPP 24.011 TC1* and TR1M, with their repetitions)."""
CANCEL_MS: Final[Ms] = 2_000
"""From ESC to the result code."""

# What asks the network or the SIM takes as long as they do; the figures are the longest that makers' manuals give.
_LONGER: Final = (
    (r"ATD", 120_000),  # V.250 §6.3.1: dialling and waiting for the far end; whoever waits gives up before
    (r"AT\+VTS", 15_000),  # twenty keys of 100 ms take 4 s, slower ones longer
    (r"ATA", 10_000),
    (r"AT\+VLS=1", 10_000),  # going off-hook on a ringing line waits for the ring to pause
    (r"ATZ", 4_000),  # some restart their firmware
    (r"ATH|AT\+CHUP|AT\+QHUP|AT\+CHLD", 15_000),
    (r"AT\+COPS=", 180_000),  # a search over all bands
    (r"AT\+COPS", 10_000),
    (r"AT\+CC(?:FC|WA)|AT\+CLCK|AT\+CLI[PR]\?|AT\+CUSD=1|AT\+CPWD", 30_000),  # the network is asked
    (r"AT\+CFUN=|AT\+CRESET", 15_000),
    (r"AT\+CPIN=", 15_000),  # the SIM is unlocked and read
    (r"AT\+CMGL", 20_000),  # every message of a full SIM
    (r"AT\+C(?:MGR|MGD|PMS|SCA|NUM|PBR)|AT\+CPIN\?", 5_000),  # the SIM is read or written
    (r"AT\+CPCMREG|AT\+QPCMV|AT\^DDSETEX", 5_000),
)
_MATCHERS: Final = tuple((re.compile(form, re.IGNORECASE), ms) for form, ms in _LONGER)


def deadline_ms(command: str) -> Ms:
    """Milliseconds until a command without a final result code has failed."""
    return next((ms for form, ms in _MATCHERS if form.match(command)), DEFAULT_MS)
