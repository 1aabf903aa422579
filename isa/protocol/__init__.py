"""What do the partners put their names to? The signed document as a page, in print and in a register."""
