"""The base of the exceptions for what a user may not do."""


class Refused(Exception):
    """An action was refused. `str()` is a sentence to show to the user."""
