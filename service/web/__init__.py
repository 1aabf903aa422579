"""The pages, in the GOV.UK Design System."""
