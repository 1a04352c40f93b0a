"""The modem doctor's hands: which ports are there, who sits on them, what they can do. Nothing is dialled or kept."""
