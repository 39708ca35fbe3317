"""The library: rules over a store over a model. Knows nothing of Qt, threads or networks."""
