"""Sound devices of the house: which work, since when, and why not. They stop no call; the fault lamp shows them."""

from appliance.core.house import House
from appliance.model.snapshot import SoundDeviceView
from appliance.model.sound_events import SoundDeviceDown, SoundDeviceUp


def up(house: House, event: SoundDeviceUp) -> None:
    _keep(house, SoundDeviceView(name=event.device, works=True, since=house.now, what=event.what))


def down(house: House, event: SoundDeviceDown) -> None:
    """Without a reason the settings have no such device any more."""
    if not event.reason:
        house.sound.devices.pop(event.device, None)
        house.wiring.touch_faults()
        return
    known = house.sound.devices.get(event.device)
    since = house.now if known is None or known.works else known.since
    what = known.what if known is not None else ""
    _keep(house, SoundDeviceView(name=event.device, works=False, since=since, what=what, fault=event.reason))


def _keep(house: House, view: SoundDeviceView) -> None:
    house.sound.devices[view.name] = view
    house.wiring.touch_faults()
