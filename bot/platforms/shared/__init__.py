"""Code that platforms share: the sequence of an action, downloads, splitting long texts, task tracking."""
