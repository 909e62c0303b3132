"""What service lacks: where that shows, what answers it, and whether it was better when it was measured again."""
