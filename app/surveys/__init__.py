"""Satisfaction surveys: rounds of measuring a unit, the answers, and the index that follows from them."""
