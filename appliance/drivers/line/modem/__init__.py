"""What modem drivers are made of: families as data, the link to one modem, its sound, its states."""
