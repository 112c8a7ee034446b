"""The paper itself: its name, face, language and time zone. Leftmost, since all must know it."""
