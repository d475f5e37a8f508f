"""Real editors against the real server: run by `make e2e`."""
