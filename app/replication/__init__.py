"""Replication: from the request of an agency to a replica that runs, with every step, document and term."""
