"""The tests of Parley. The folders mirror the code."""
