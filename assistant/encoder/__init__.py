"""A small multilingual transformer, cut from multilingual-e5-small: pieces of text and layers.

It knows no task. Who wants one puts a head on it, trains both and ships the graph of its own; the
vocabulary with its embeddings is frozen and shared.
"""
