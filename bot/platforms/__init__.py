"""The chat platforms, a folder each; `registry` lists them, and `shared` holds what several need."""
