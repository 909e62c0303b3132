"""Innovators: people with a part in an innovation, and others whom a source names in a post."""
