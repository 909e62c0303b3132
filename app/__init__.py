"""Inovasi Medan: the registry of public-service innovations of Kota Medan."""

__version__ = "0.6.0"
