"""Data sets: specifications, reading, and training examples."""
