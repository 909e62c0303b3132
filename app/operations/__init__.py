"""What the `inovasi` command does: the service's own upkeep, from outside of any request."""
