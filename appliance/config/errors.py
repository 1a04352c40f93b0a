"""What is raised when settings cannot be used: every fault at once, each one sentence."""

from collections.abc import Iterable


class SettingsFault(Exception):
    """The settings are to blame; each of `faults` says which file, where in it, what, and what was expected."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))
