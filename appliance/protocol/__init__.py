"""Bytes to signals and back: the AT session, the voice stream, caller id. PURE."""
