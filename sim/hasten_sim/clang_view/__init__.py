"""One translation unit as libclang shows it, read into plain data. Runs in the frontend's worker."""
