"""The log in the standard forms that others read: FHIR AuditEvent, W3C PROV and CSV."""
