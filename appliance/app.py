"""The composition root of the core process: knows everybody, decides nothing."""
