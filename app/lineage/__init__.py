"""The lineage of innovations: what descends from what, by whom it is used, and a drawing of it. It writes nothing."""
