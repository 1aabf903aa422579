"""Openings: the keys to some payloads of an export, sealed to one recipient, who alone can read what was disclosed."""
