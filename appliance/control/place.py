"""Where the box of these settings has its control socket, for programs that want to reach it."""

from pathlib import Path

from appliance.model.settings import Settings

SOCKET_NAME = "control.sock"
DEFAULT_FILE = Path("/etc/callbox/appliance.toml")


def socket_of(settings: Settings) -> Path:
    return Path(settings.box.run_dir) / SOCKET_NAME


def settings_of(config: str | None) -> Settings:
    """Those of the file, of the usual file, or the defaults where there is neither. Raises SettingsFault."""
    if config is None and not DEFAULT_FILE.exists():
        return Settings()
    from appliance.config.loading import load  # reading settings costs a terminal 30 ms it mostly need not wait

    return load(DEFAULT_FILE if config is None else Path(config))
