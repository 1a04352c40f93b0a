"""How long a command may take. Counted from sending; nothing the modem says meanwhile makes it longer."""

from typing import Final

from appliance.model.words import Ms

DEFAULT_MS: Final[Ms] = 2_000

_LONGER: Final[tuple[tuple[str, Ms], ...]] = (
    ("ATD", 60_000),  # V.250 §6.3.1: dialling and waiting for the far end
    ("ATA", 10_000),
    ("AT+VLS=1", 10_000),  # going off-hook on a ringing line waits for the ring to pause
    ("ATZ", 4_000),  # some restart their firmware
)


def deadline_ms(command: str) -> Ms:
    """Milliseconds until a command without a final result code has failed."""
    upper = command.upper()
    return next((ms for prefix, ms in _LONGER if upper.startswith(prefix)), DEFAULT_MS)
