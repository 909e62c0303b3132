"""Snapshots: statistics frozen for a session of the council, each with its digest, for good."""
