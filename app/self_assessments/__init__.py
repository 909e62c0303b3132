"""What the owners of innovations say of them by an instrument (penilaian mandiri), kept apart from what panels say."""
