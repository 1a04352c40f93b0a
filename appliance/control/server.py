"""The control socket, inside."""
