"""Hasten: verified, measured optimization of C++ functions, in any editor."""

from importlib.metadata import version

__version__ = version("hasten")
