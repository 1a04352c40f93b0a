"""The control socket, from outside."""
