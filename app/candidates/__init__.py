"""Candidates: which innovations of others would fit an agency, and which agencies an innovation, with the reasons."""
