"""What is due when: at most one time per key. The engine's only timer is set to the earliest of all."""

from typing import TypeAlias

from appliance.core.times import Times

Key: TypeAlias = tuple[str, int | str] | tuple[str, int, str]
"""Kind first, then whom it concerns. The set of live keys is bounded by calls, agents, lines and lamps."""

Alarms: TypeAlias = Times[Key]
