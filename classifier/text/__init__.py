"""Text normalisation: from raw messages to clean text and tokens, with offsets kept."""
