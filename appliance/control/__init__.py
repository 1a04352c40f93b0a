"""The one door to the running box: typed requests, events and frames over a Unix socket."""
