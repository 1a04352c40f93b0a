"""Wires that carry bytes: a serial port, a pair in memory."""
