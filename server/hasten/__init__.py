"""Hasten: verified, measured optimization of C++ functions, in any editor."""

__version__ = "0.1.0"
