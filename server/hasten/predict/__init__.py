"""What can be expected of a search, from what the text shows; no program runs."""
