"""Who is asking: OpenID Connect for people, private_key_jwt for systems."""
