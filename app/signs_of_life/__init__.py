"""Signs of life: whether innovations are still in use, by what was last seen of them."""
