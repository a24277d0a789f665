"""Settings from the environment and the policy file, and the errors in them."""
