"""Text normalisation: from raw messages to clean text and tokens, with source offsets."""
