"""Running the site: its processes, their health, their logs, and what they leave behind."""
