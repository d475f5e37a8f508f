"""Loops over arrays and containers that do the work of data processing."""
