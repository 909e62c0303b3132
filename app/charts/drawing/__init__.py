"""What draws: it runs in the process of the drawings, which alone imports matplotlib."""
