"""Hearings: what the public objects to while it may, and what visits to the place found."""
