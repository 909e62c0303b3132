"""Conflicts of interest: who must not assess what, found before an assignment and whenever facts change after it."""
