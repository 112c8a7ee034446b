"""Editions: copied from a story, hashed, guarded by triggers, and looked up."""
