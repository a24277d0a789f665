"""The seams between parts: platform port, async scorer, overflow, rate limits, error boundary, statistics."""
