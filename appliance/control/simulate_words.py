"""What the pages ask `callbox simulate --requests`, and what it answers."""

from appliance.model.settings_words import Wrong
from appliance.model.simulation import Simulated, Wanted
from appliance.model.words import Value


class SimulationRequest(Value, frozen=True, kw_only=True, tag=False):
    wanted: Wanted
    draft: str = ""
    """Empty: what holds, or the version."""
    version: int = 0
    """0: what holds."""


class SimulationAnswer(Value, frozen=True, kw_only=True, tag=False):
    simulated: Simulated | None = None
    """None: see the refusal."""
    refusal: str = ""
    missing: bool = False
    """There is no such draft or version."""
    wrong: tuple[Wrong, ...] = ()
    """What has to be mended before, each at its field."""
