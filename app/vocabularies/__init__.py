"""Vocabularies: what each code means, in Indonesian and English."""
