"""Programmes by which the city learns to innovate: their editions, who took part, and what came out."""
