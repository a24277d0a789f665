"""Input and problems that every endpoint shares."""
