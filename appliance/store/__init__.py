"""SQLite: calls, timelines, messages, recordings, the journal."""
