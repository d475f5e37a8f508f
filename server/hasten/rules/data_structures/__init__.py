"""Rules that replace a container, or how it is asked, by one that fits its use."""
