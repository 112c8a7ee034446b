"""What the form of a story talks to: autosave, presence, preview, history, panels, share links."""
