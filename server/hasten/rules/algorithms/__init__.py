"""Rules that replace an algorithm by one that takes fewer steps."""
