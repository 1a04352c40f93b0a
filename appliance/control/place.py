"""Where the box of these settings has its control socket and its database, for programs that want to reach them."""

import argparse
from pathlib import Path

from appliance.control.errors import BadSettings
from appliance.model.settings import DATABASE_NAME, Settings

SOCKET_NAME = "control.sock"
DEFAULT_FILE = Path("/etc/callbox/appliance.toml")


def socket_of(settings: Settings) -> Path:
    return Path(settings.box.run_dir) / SOCKET_NAME


def database_of(settings: Settings) -> Path:
    return Path(settings.box.state_dir) / DATABASE_NAME


def certificates_of(settings: Settings) -> Path:
    """Folder of the pages' keys and certificates."""
    return Path(settings.box.state_dir) / "tls"


def settings_of(config: str | None) -> Settings:
    """Those of the file, of the usual file, or the defaults where there is neither. Raises BadSettings."""
    if config is None and not DEFAULT_FILE.exists():
        return Settings()
    from appliance.config import SettingsFault, load  # reading settings costs a terminal what it mostly need not wait

    try:
        return load(DEFAULT_FILE if config is None else Path(config))
    except SettingsFault as fault:
        raise BadSettings(str(fault)) from None


def place_options(*, again: bool = False) -> argparse.ArgumentParser:
    """Where the box is, for programs of the terminal. `again`: also after a word that chooses what is done."""
    options = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS if again else None)
    options.add_argument("--config", metavar="FILE", help=f"the box's settings (default: {DEFAULT_FILE})")
    options.add_argument("--socket", metavar="PATH", help="the box's control socket (default: from the settings)")
    return options


def socket_wanted(chosen: argparse.Namespace) -> str:
    """Raises BadSettings."""
    return chosen.socket or str(socket_of(settings_of(chosen.config)))
