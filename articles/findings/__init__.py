"""What the copy desk's reading means for a story: its text, its sources and what was agreed."""
