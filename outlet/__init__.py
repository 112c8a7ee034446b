"""The news outlet itself: its name, logo, language, time zone and public statements."""
