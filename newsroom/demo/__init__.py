"""The Merrow Ledger: a small demo newspaper, and generated stories for measuring.

`content` reads it from `paper.toml`, `stories/` and `pictures/`; `load` writes it to the database,
taking stories through the workflow; `generate` and `library` add any number of stories and photos.
"""
