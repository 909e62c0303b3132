"""The kernel: settings, database, documents, problems. It knows nothing of the domain."""
