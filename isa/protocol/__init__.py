"""What do the partners put their names to? The signed document as an accessible page and in print, and its public entry."""
