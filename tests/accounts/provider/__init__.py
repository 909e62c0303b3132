"""A real OpenID provider."""
