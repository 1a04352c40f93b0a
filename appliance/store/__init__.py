"""SQLite: calls, timelines, messages, recordings, the journal – one writer, any number of readers."""
