"""What hasten does on a cluster: what travels to a worker, what is done there, what comes back."""
