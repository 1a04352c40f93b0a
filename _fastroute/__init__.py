"""Everything compiled: routing, tones, codecs. Ints, bytes and buffers in and out; imports nothing of ours."""
