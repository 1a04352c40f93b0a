"""The pretend exchange: voice modems behind pseudo-terminals, and callers who follow scripts."""
