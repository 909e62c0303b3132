"""Results of rounds: totals, spread, agreement and ranks, computed exactly and the same again from the same scores."""
