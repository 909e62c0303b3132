"""Survival: of the innovations that began in a year, how many are still in use after some time."""
