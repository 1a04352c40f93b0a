"""A pair of wires in memory: what one end writes the other receives, in any cuts and with any losses wanted."""

import asyncio
from collections.abc import Callable

from appliance.drivers.errors import DeviceGone, DeviceStuck, DriverFault
from appliance.drivers.wire import MOST_UNSENT, Lost, Received


class MemoryWire:
    """One end. Bytes arrive in the loop's next turn, never inside write()."""

    def __init__(self, place: str, *, cut: int = 0, loses: Callable[[int], bool] | None = None) -> None:
        """`cut`: most bytes per delivery to this end, 0 for all; `loses(n)`: whether its n-th byte is lost."""
        self._place = place
        self._usb = ""
        self._cut = cut
        self._loses = loses
        self._far: MemoryWire | None = None
        self._received: Received | None = None
        self._lost: Lost | None = None
        self._inbox = bytearray()
        self._arrived = 0
        self._delivering = False
        self._telling: asyncio.Handle | None = None

    @property
    def place(self) -> str:
        return self._place

    @property
    def usb(self) -> str:
        return self._usb

    def open(self, received: Received, lost: Lost) -> None:
        """Raises DriverFault when the far end was unplugged."""
        if self._far is None:
            fault = f"{self._place}: no such port; the far end of the wire is unplugged"
            raise DeviceGone(fault)
        self._received, self._lost = received, lost
        self._deliver_soon()

    def sign(self) -> object:
        return None if self._far is None else id(self._far)

    def hold_dtr(self, *, on: bool) -> None:
        pass

    async def rebind(self) -> None:
        fault = f"{self._place}: a wire in memory is on no bus"
        raise DeviceStuck(fault)

    async def others(self) -> str:
        return ""

    def write(self, data: bytes) -> None:
        if self._received is None or self._far is None:
            return
        self._far.arrive(data)
        if len(self._far._inbox) > MOST_UNSENT:  # noqa: SLF001  the other half of the same pair
            self._tell_lost(DeviceStuck(f"{self._place}: the far end takes no bytes, {MOST_UNSENT} are waiting"))

    def close(self) -> None:
        self._received = self._lost = None
        if self._telling:
            self._telling.cancel()

    def unplug(self) -> None:
        """Pulls the plug between the ends: this end is closed, the other one is lost."""
        far, self._far = self._far, None
        self.close()
        if far is not None:
            far._far = None  # noqa: SLF001
            fault = DeviceGone(f"{far.place}: the port is gone (unplugged); plug the modem in again")
            far._tell_lost(fault)  # noqa: SLF001

    def arrive(self, data: bytes) -> None:
        """Bytes from the far end; those to be lost never get in."""
        first, self._arrived = self._arrived, self._arrived + len(data)
        if self._loses is not None:
            data = bytes(octet for at, octet in enumerate(data, first) if not self._loses(at))
        self._inbox += data
        self._deliver_soon()

    def _deliver_soon(self) -> None:
        if self._inbox and self._received and not self._delivering:
            self._delivering = True
            asyncio.get_running_loop().call_soon(self._deliver)

    def _deliver(self) -> None:
        self._delivering = False
        if self._received is None:
            return
        size = self._cut or len(self._inbox)
        data = bytes(self._inbox[:size])
        del self._inbox[:size]
        if data:
            self._received(data)
        self._deliver_soon()

    def _tell_lost(self, fault: DriverFault) -> None:
        lost = self._lost
        self.close()
        if lost is not None:
            self._telling = asyncio.get_running_loop().call_soon(lost, fault)


def memory_pair(
    near: str = "memory near",
    far: str = "memory far",
    *,
    cut: int = 0,
    loses: Callable[[int], bool] | None = None,
    usb: str = "",
) -> tuple[MemoryWire, MemoryWire]:
    """Two ends; cut, losses and the USB id are those of the near one."""
    one, other = MemoryWire(near, cut=cut, loses=loses), MemoryWire(far)
    one._usb = usb  # noqa: SLF001
    one._far, other._far = other, one  # noqa: SLF001
    return one, other
