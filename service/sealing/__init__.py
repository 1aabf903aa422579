"""Keys, field encryption and blind index tokens."""
