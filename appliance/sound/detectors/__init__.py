"""What is heard in the sound of one leg: keys, the exchange's tones, silence."""
