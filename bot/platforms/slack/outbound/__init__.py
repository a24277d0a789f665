"""From us to Slack: actions, alerts, direct messages, Block Kit, and what errors mean."""
