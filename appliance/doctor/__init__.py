"""`callbox doctor`: ports, modems and lines looked at, in words with what to do. With the box running, and without."""
