"""Emergencies that somebody declares: what they may open, who must agree, who is told and who looks at it later."""
