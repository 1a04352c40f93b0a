"""The core process: the app behind its control socket."""
