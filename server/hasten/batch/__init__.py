"""A whole workspace, file by file: every C++ file that has tests."""
