"""`callbox check`: what is wrong with the settings that hold, and whether the files say something else than they do."""

import sys

from appliance.drivers import check
from appliance.runtime.settings_book import files_differ


def main(argv: list[str]) -> int:
    """As check.main."""
    code = check.main(argv)
    told = files_differ(check.arguments_of("check", argv).config)
    if told:
        sys.stdout.write(f"but {told}\n")
    return code
