"""LLVM pass lists: searched, shortened, stored. Nothing here starts a process or reads a module."""
