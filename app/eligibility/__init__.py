"""Eligibility: whether an innovation may enter an edition of a competition, why, and from when on."""
