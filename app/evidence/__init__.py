"""What an innovation is assessed by beside its record: evidence, awards, and the texts of its proposals."""
