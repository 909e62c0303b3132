"""Innovations: the record, its published documents, and the reading of them."""
