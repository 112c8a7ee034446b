"""What every package raises when it will not do what somebody asked for."""


class Refused(Exception):
    """Something that may not be done. `str()` is a sentence for whoever asked."""
