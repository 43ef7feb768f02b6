"""The folder of source files becomes a `SourceBook`. Invariant: a book that loads has no reference to nothing, and all that
is wrong with a folder is said at once, each fault with its file and line."""

from dsr.mapping.book import SourceBook, load_folder

__all__ = ["SourceBook", "load_folder"]
