"""Bundled problems: programs from slow to fast, and what makes their test cases."""
