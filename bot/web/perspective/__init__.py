"""The Perspective API: requests and responses in the shape that Google's clients know."""
