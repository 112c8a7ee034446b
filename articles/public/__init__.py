"""What readers and their machines get: pages, feeds, sitemaps, JSON-LD. Reads editions only."""
