"""Who answers a prompt, one file each: a server, a local checkpoint, kept answers, the editor."""
