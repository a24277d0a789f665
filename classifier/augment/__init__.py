"""Data augmentation: disguised copies, identity swaps, templates."""
