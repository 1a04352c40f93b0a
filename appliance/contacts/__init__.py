"""The address book's formats: numbers as the whole world writes them, CSV, vCard, and what an import would do."""
