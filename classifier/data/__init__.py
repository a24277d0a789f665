"""Data sets: specifications, reader, training examples and their split."""
