"""The one writer of the database."""
