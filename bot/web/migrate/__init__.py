"""Migration from another scorer: its old scores, and thresholds that alarm as often."""
