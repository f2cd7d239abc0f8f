"""The formats networks are read from and written to, one a file; `simulation.graph.io` chooses among them."""
