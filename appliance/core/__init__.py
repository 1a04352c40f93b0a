"""Deciding: the engine and its machines. PURE."""
