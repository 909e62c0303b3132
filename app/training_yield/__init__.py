"""Training yield: what came out of an edition of a programme, how much of it lives, and what each cost."""
