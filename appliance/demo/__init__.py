"""The whole box played with simulated calls, and judged."""
