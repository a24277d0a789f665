"""The desk: the queue, the policy and the reports of a community on the web, for its moderators."""
