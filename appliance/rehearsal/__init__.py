"""Rehearsing a draft of the settings on the calls that were: read, play, compare, tell. A process of its own."""
