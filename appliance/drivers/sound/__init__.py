"""Sound from outside the lines: speech made from text."""
