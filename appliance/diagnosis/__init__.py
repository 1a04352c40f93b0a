"""The modem doctor's judgement: from what was seen and measured to sentences with what to do. PURE."""
