"""What the driver of GSM lines is made of: commands in turn, the SIM and the network, texts, a call's sound."""
