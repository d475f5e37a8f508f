"""How a project is built, tested and measured: found out by looking, then by trying."""
