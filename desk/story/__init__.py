"""The views around a story's form: autosave, presence, preview, history, panels, share links."""
