"""Records in: read, quarantine, seal, index, link."""
