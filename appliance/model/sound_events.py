"""Events about the sound devices of the house: headsets, the loudspeaker, the line-in."""

from appliance.model.words import DeviceName, Value


class SoundDeviceUp(Value, frozen=True):
    device: DeviceName
    what: str
    """What it is: a sound card by its name."""


class SoundDeviceDown(Value, frozen=True):
    """Calls go on without it; told again when the reason is another one."""

    device: DeviceName
    reason: str
    """One sentence: what happened and what to try. Empty: the settings have no such device any more."""
