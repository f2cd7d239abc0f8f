"""One file a library: the same laws on the same network from the same seeds, as each library is meant to be used.

A peer draws from its own generator, as its users do; only wom draws by chance of its own.
"""
