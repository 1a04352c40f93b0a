"""Callbox: a call centre for a small business on one small computer and a few serial modems."""

__version__ = "0.1.0"
