"""Generators to bench to proposals: the only place that knows the order of a search."""
