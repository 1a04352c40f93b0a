"""The loop, the clock, the sound pump, supervision."""
