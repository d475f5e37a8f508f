"""A translation unit as libclang shows it, read into plain data. For the frontend's worker."""
