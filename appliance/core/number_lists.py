"""Numbers that are known by heart: emergency, premium and satellite. A net below the allow-list, not in place of it.

Sources: ITU-T E.164 (list of assigned country codes), ITU-T E.161.1 (emergency numbers), 3GPP TS 22.101 §10.1.1 (112
and 911 are emergency numbers on every mobile phone), and the national numbering plans as notified to ITU-T E.129.
"""

from collections.abc import Mapping

EMERGENCY_EVERYWHERE = frozenset({"112", "911"})

EMERGENCY: Mapping[str, tuple[str, ...]] = {
    "27": ("10111", "10177"),
    "30": ("100", "166", "199"),
    "32": ("100", "101"),
    "33": ("15", "17", "18", "114", "119"),
    "34": ("061", "062", "080", "085", "091", "092"),
    "36": ("104", "105", "107"),
    "39": ("113", "115", "118"),
    "41": ("117", "118", "144"),
    "43": ("122", "128", "133", "144"),
    "44": ("999",),
    "47": ("110", "113"),
    "48": ("997", "998", "999"),
    "49": ("110",),
    "353": ("999",),
    "420": ("150", "155", "156", "158"),
    "55": ("190", "192", "193"),
    "61": ("000",),
    "64": ("111",),
    "81": ("110", "118", "119"),
}
"""Country code → its own emergency numbers beside 112 and 911."""

NETWORKS = ("808", "870", "878", "881", "882", "883", "888", "979", "991")
"""Country codes of satellites, international networks and premium services: no country's."""

PREMIUM: Mapping[str, tuple[str, ...]] = {
    "1": ("900", "976"),
    "27": ("86",),
    "30": ("901", "909"),
    "31": ("900", "906", "909"),
    "32": ("70", "90"),
    "33": ("81", "82", "89"),
    "34": ("803", "806", "807", "901", "902", "905", "907"),
    "351": ("60", "707", "708", "760", "761", "762"),
    "353": ("15",),
    "358": ("100", "106", "200", "202", "209", "300", "600", "700"),
    "36": ("90",),
    "39": ("144", "166", "178", "199", "89"),
    "41": ("84", "90"),
    "420": ("90",),
    "43": ("81", "82", "90", "93"),
    "44": ("70", "76", "84", "87", "9"),
    "45": ("90",),
    "46": ("77", "900", "939", "944", "99"),
    "47": ("82",),
    "48": ("70",),
    "49": ("10", "12", "137", "138", "18", "19", "700", "900"),
    "55": ("300", "500", "900"),
    "61": ("190", "191"),
    "64": ("900",),
}
"""Country code → what follows it in numbers that cost more than a call: premium and shared cost, other carriers."""

SHORT: Mapping[str, tuple[str, ...]] = {
    "1": ("0", "01", "10", "411"),
    "27": ("1023",),
    "30": ("118", "14"),
    "31": ("18",),
    "32": ("12", "13", "14"),
    "33": ("10", "118", "3"),
    "34": ("118",),
    "353": ("118", "15"),
    "358": ("118",),
    "39": ("12", "4"),
    "41": ("18",),
    "43": ("118",),
    "44": ("118",),
    "45": ("118",),
    "46": ("118",),
    "47": ("18",),
    "48": ("118",),
    "49": ("118",),
    "61": ("12", "190"),
    "81": ("104",),
}
"""Country code → numbers dialled at home without an area code that cost more: inquiries, operators, other carriers."""

ABROAD_IN_NORTH_AMERICA = frozenset(
    map(str, (242, 246, 264, 268, 284, 345, 441, 473, 649, 658, 664, 721, 758, 767, 784, 809, 829, 849, 868, 869, 876))
)
"""Area codes of +1 that look like those next door and are other countries, with other prices."""
