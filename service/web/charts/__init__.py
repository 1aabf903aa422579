"""What do the figures look like? Charts and family maps as SVG that the server makes, each with its table."""
