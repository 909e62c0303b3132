"""Assessments: assigning assessors to entries, and their scores."""
