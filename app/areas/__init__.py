"""Areas of the city by Kemendagri code."""
