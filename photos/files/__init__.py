"""Picture files from outside: their type, metadata and pixels, read in a limited child process."""
