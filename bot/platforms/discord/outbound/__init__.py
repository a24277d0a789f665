"""To Discord: actions, alerts and direct messages, and the outcomes of its errors."""
