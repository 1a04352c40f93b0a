"""The pretend exchange: modems behind pseudo-terminals, with callers who follow scripts, in a process of its own.

script, kinds, traffic     who calls, and what they do
exchange                   the process: ports, one timer, the report
subscriber_line            one telephone line: rings, the caller's sound, the exchange's tones
caller                     one caller following the steps of a script
modem                      the DCE: dialogue in command mode, stream in voice mode
gsm                        GSM and LTE modems and the network they live in
line                       what the process and the switchboard expect of a line of either kind
"""
