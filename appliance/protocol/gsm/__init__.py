"""What only GSM and LTE modems say: short messages, calls, network, supplementary services, USSD. PURE.

    sms             PDUs to messages and back, text to parts        decode_pdu, encode_submit, text_parts
    sms_parts       parts of long messages joined in time           PartsJoining
    network         SIM, registration, signal, services, storage    read_network_line, modem_error, stored_messages
    call_dialects   each family's lines of calls as one set         DIALECTS["huawei"].read(line)
    call_list       polls, events and rings as one truth            CallList
    ussd            codes such as *100# and their dialogues         read_ussd, written_ussd, UssdDialogue

Whoever drives a modem gives each Unsolicited line, and each line of a reply, to the reader that it is for; all return
None for lines of other things and raise ModemFault for lines that break the standard. A message that cannot be read
raises PduFault, which keeps the PDU.
"""
