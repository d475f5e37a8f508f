"""Ways to ask a model for a faster program: one strategy a file, found by its name."""
