"""The world: modems, lamps, stations. One folder per kind, one file per way."""
