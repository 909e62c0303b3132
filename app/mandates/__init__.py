"""Mandates: that every agency of some kinds is to adopt an innovation by a day, and how far each of them is."""
