"""Action plans: what participants of programmes mean to change, how far they come, and how many nobody has named."""
