"""The catalogue of rewrites: one rule a file, found by `hasten.rules.registry`."""
