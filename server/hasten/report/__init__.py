"""What a search found, for programs (record), for a terminal (table) and for a browser (html)."""
