"""What the engine keeps of the sound devices of the house."""

from appliance.model.snapshot import SoundDeviceView
from appliance.model.words import DeviceName, Ms


class SoundState:
    def __init__(self) -> None:
        self.devices: dict[DeviceName, SoundDeviceView] = {}
        self.chimed: Ms | None = None
        """When the loudspeaker chimed last, or would have, but for the quiet hours."""

    @property
    def lost(self) -> bool:
        """Any of them does not work."""
        return not all(device.works for device in self.devices.values())
