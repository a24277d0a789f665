"""From us to Discord: actions, alerts, direct messages, and what its errors mean."""
