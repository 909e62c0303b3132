"""Agencies: what each was called and was part of on any date."""
