"""Instruments of assessment: forms, indicators and rules of competitions as dated data."""
