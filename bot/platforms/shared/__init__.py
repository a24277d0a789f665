"""Shared by Discord and Slack: the steps of an action, downloads, splitting long texts, task tracking."""
