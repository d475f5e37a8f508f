"""Rules about copies, repeated calls and other small work that a loop multiplies."""
