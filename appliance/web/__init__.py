"""The pages, as a process of their own on top of the control socket."""
