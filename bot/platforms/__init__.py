"""The platforms, one file or folder each. `registry` lists them."""
