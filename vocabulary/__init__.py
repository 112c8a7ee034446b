"""Words every department shares: spans of time, text, slugs. No models, imports nothing of ours."""
