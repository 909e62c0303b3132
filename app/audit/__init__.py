"""Audit: what happened, by whom, and each changed field before and after."""
