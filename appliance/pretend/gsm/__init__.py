"""Pretend GSM and LTE modems: AT, event and sound ports behind pseudo-terminals, and the network they live in.

families, family_parts     what tells one make from another, as data
modem                      the equipment: ports, commands, what the network does to it
at_port, asking            one AT dialogue; what is asked and what may be answered
*_commands, sound_port     the commands by subject
dialects                   how a make tells the progress of calls
calls, sim, message_store, coverage   what a mobile has and where it is
alphabet, tpdu, texts      short messages as the network writes and reads them
mobile_line                one line with its modem: callers, texts, USSD, coverage by script
"""
