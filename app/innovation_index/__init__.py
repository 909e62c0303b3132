"""The Indeks Inovasi Daerah: what an innovation scores by its indicators, and an estimate of what the city comes to."""
