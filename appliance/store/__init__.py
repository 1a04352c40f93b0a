"""SQLite: calls, timelines, messages, recordings, texts, the journal – one writer, any number of readers."""
