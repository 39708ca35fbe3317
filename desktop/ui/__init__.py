"""The window: pages, words, looks and keys. The only package that knows Qt."""
