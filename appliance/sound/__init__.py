"""Frames of 20 ms: the desk, codecs, tones and detectors. PURE."""
