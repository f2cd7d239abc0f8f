"""The web page: plan a split, watch one world, decide between strategies; served to this machine alone unless told otherwise."""
