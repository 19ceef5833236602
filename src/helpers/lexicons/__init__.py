"""Data that the steps read: words, outlets, places and rules, each described in README.md."""
