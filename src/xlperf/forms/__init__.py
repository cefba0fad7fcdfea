"""The standard forms: one spec from which template, validation, guide, reader and filler come."""
