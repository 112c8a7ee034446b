"""The Merrow Ledger: a small believable newspaper for a first look, and many stories to measure by.

`paper.toml` and `stories/` hold the copy, `pictures/` the pictures as lossless WebP, `loading` puts
them through the same doors as any story, `generating` makes as many more as wanted.
"""
