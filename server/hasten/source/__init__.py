"""Text to functions and back: spans, positions, edits. Pure: text in, text out."""
