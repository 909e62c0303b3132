"""Sources: the documents that facts are taken from, each recorded once."""
