"""The moderation pipeline and its rules: deduplication, split messages, enforcement, decisions."""
