"""Charts: pictures of statistics, drawn in a process of their own."""
