"""What a GSM modem says of SIM, network and services, each line as a value (3GPP 27.007, 27.005)."""

from appliance.protocol.gsm.network.reading import NetworkValue, read_network_line

__all__ = ["NetworkValue", "read_network_line"]
