"""What all packages share: time spans, text, paging, safe HTTP. No models, no other imports."""
