"""Rewrites of how a program reads its input and prints its output."""
