"""A small OpenID Connect provider with a synthetic cast: stands in for the agencies' own, in demo and tests only."""
