"""TOML in, frozen settings out."""
