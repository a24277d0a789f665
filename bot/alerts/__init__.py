"""Alerts to moderators: their content, their text, and their batching. Pure but for the batcher."""
