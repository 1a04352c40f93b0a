"""TOML in, frozen settings out."""

from appliance.config.errors import SettingsFault
from appliance.config.loading import DEFAULT_FILE, load

__all__ = ["DEFAULT_FILE", "SettingsFault", "load"]
