"""A tree like /sys with sound cards that are plugged in and out, on USB or not."""

from pathlib import Path

from appliance.drivers.sound.card.finder import CardFinder


class InventedCards:
    def __init__(self, root: Path) -> None:
        self.sys = root / "sys"
        (self.sys / "class" / "sound").mkdir(parents=True)
        self.finder = CardFinder(self.sys)

    def plug(self, number: int, name: str, *, place: str = "", usb: str = "", serial: str = "") -> Path:
        """Returns the folder of the USB device, where it is on one."""
        device = self.sys / "devices" / "usb1" / place if place else self.sys / "devices" / f"pci{number}"
        node = device / f"{place}:1.0" if place else device
        card = node / "sound" / f"card{number}"
        card.mkdir(parents=True)
        (card / "id").write_text(name + "\n")
        (card / "device").symlink_to(node)
        for file, text in (("idVendor", usb[:4]), ("idProduct", usb[5:]), ("product", "USB Audio"), ("serial", serial)):
            if place and text:
                (device / file).write_text(text + "\n")
        (self.sys / "class" / "sound" / f"card{number}").symlink_to(card)
        return device

    def unplug(self, number: int) -> None:
        """What was there is kept aside, so that its inode is not given to the next: a kernel never does that."""
        gone = self.sys / "gone"
        gone.mkdir(exist_ok=True)
        (self.sys / "class" / "sound" / f"card{number}").rename(gone / str(len(list(gone.iterdir()))))
