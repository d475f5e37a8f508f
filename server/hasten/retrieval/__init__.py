"""Pairs of slow and fast programs like the one at hand: embedders, their index, and corpora."""
