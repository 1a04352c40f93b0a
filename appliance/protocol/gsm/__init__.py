"""What only GSM and LTE modems say: short messages, calls, network, supplementary services, USSD. PURE."""
