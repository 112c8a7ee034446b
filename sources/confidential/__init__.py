"""Sources who must not be named: who they are, encrypted, for those named on the record alone.

`encryption` and `keys` know no models; `actions` is the only way to a record, and asks each time
whether the person is named on it; `desk_views` are its pages.
"""
