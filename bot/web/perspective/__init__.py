"""The Perspective API: requests and responses as Google's clients know them."""
