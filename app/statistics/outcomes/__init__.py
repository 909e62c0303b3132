"""What came of it: assessments, replication, surveys, needs, programmes, people, and the council's own view."""
