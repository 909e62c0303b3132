"""Rounds of assessment: what is assessed by which instrument, in which stages, by whom."""
