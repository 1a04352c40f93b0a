"""Mail about messages: a program of its own, which reaches the internet so that the box need not."""
