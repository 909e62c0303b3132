"""Classifications: schemes with an edition, and their terms."""
