"""How is it run? Nothing imports this package."""
