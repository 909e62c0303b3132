"""Where to begin, and whether the service is well."""
