"""Sound cards: one child process for each, so that a driver that hangs, spins or crashes takes nothing else with it.

card.py is what the rest of the box sees; program.py is the child; memory.py is what the two share.
"""
