"""Statistics: numbers that a council can quote, each with its definition, its day, and the list that it counts."""
