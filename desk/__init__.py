"""What only editors see: the desk's first page, its frame, previews and the history of a story."""
