"""The GSM and LTE families this exchange pretends, as data.

Sources: the project's facts on lines and modems (§3, from ModemManager's and chan_dongle's recorded exchanges), the
makers' AT manuals (Huawei UMTS AT 2.x, SIM7500/7600 and SIM800 series, EC2x/EG9x, M95, Wavecom AT X50), 3GPP 27.005 and
27.007. Numbers and names of firmware are examples of their kind.
"""

from collections.abc import Mapping
from types import MappingProxyType

from appliance.pretend.gsm.family_parts import Dialect, GsmFamily, PinTries, PortRole, SoundDoor, UsbPort
from appliance.pretend.gsm.settings import Stored

IMEI = "353490012345678"
CARD_PLACE = 9
"""Where an interface has its number, in the names of ports; no modem has so many."""
_CAPABILITIES = ("+GCAP: +CGSM,+DS,+ES",)
_AT, _MODEM, _SOUND, _CARD = PortRole.AT, PortRole.MODEM, PortRole.SOUND, PortRole.CARD
_ANALOG = (UsbPort(_AT, 0), UsbPort(_CARD, CARD_PLACE))
"""Commands on a serial port, sound on wires to a card of another maker."""


def _identities(maker: str, model: str, revision: str, ati: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """The same under every name a host may ask by (27.007 §5.1 to 5.4, V.250 §6.1)."""
    return {
        "I": ati,
        "I0": ati,
        "+CGMI": (maker,),
        "+GMI": (maker,),
        "+CGMM": (model,),
        "+GMM": (model,),
        "+CGMR": (revision,),
        "+GMR": (revision,),
        "+CGSN": (IMEI,),
        "+GSN": (IMEI,),
        "+GCAP": _CAPABILITIES,
    }


_HUAWEI_PORTS = (UsbPort(_MODEM, 0), UsbPort(_SOUND, 1), UsbPort(_AT, 2))
_E303_PORTS = (UsbPort(_MODEM, 0), UsbPort(_AT, 1), UsbPort(_SOUND, 2))


def _huawei(name: str, model: str, revision: str, ports: tuple[UsbPort, ...] = _HUAWEI_PORTS) -> GsmFamily:
    ati = ("Manufacturer: huawei", f"Model: {model}", f"Revision: {revision}", f"IMEI: {IMEI}", _CAPABILITIES[0])
    return GsmFamily(
        name=name,
        usb=f"HUAWEI_Technology_HUAWEI_Mobile_{model}",
        ports=ports,
        identities=_identities("huawei", model, revision, ati),
        start_events=((300, "^SRVST:1"),),
        ready_events=("^SIMST:1",),
        sim_gone_event="^SIMST:255",
        pin_tries=PinTries.HUAWEI,
        unsupported="COMMAND NOT SUPPORT",
        dialect=Dialect.HUAWEI,
        answers={
            "^CVOICE?": "^CVOICE:0,8000,16,20",
            "^CVOICE=?": "^CVOICE:(0)",
            "^U2DIAG?": "^U2DIAG: 255",
            "^HS=0,0": "^HS: 0",
            "^VERSION?": f"^VERSION:BDT:Jan 10 2011, 19:50:13;^VERSION:EXTS:{revision}",
            "^CARDLOCK?": "^CARDLOCK: 2,10,0",
        },
        accepted=frozenset({"^CVOICE=0", "^U2DIAG=0", "^U2DIAG=255", "^STSF=0", "^CLIP=1"}),
        stores={
            "^CURC": Stored("1", "(0,1)"),
            "^RSSI": Stored("1", "(0,1)"),
            "^PORTSEL": Stored("0", "(0,1)"),
            "^USSDMODE": Stored("1", "(0,1)"),
            "^SYSCFG": Stored("2,2,3FFFFFFF,1,2"),
            "^DDTMFCFG": Stored("0,0", "(0-2),(0,1)"),
            "^BOOT": Stored("0,0"),
        },
        memories={"SM": 20, "ME": 23},
        signal_event="^RSSI:{n}",
        bricks_on_early_release=model == "E1550",
        ussd_packed=True,
        letters_refused=True,
        tone_event="^DDTMF: {digit}",
        tone_setting="^DDTMFCFG",
        door=SoundDoor.DDSETEX,
    )


def _simcom_lte(name: str, model: str, revision: str, *, sound: bool) -> GsmFamily:
    ati = ("Manufacturer: SIMCOM INCORPORATED", f"Model: {model}", f"Revision: {revision}", f"IMEI: {IMEI}")
    wanted = ((_MODEM, 3), (_AT, 2), (_SOUND, 4)) if sound else ((_AT, 2), (_MODEM, 3), (_CARD, CARD_PLACE))
    return GsmFamily(
        name=name,
        usb=f"SimTech__Incorporated_{model}_0123456789ABCDEF",
        ports=tuple(UsbPort(role, interface) for role, interface in wanted),
        identities={**_identities("SIMCOM INCORPORATED", model, revision, ati), "+SIMCOMATI": ati},
        start_events=((200, "RDY"), (250, "+CFUN: 1")),
        ready_events=("+CPIN: READY", "SMS DONE", "PB DONE"),
        sim_gone_event="+CPIN: SIM REMOVED",
        pin_tries=PinTries.SIMCOM,
        dialect=Dialect.SIMCOM_LTE,
        answers={
            "+CNSMOD?": "+CNSMOD: 0,8",
            "+CPSI?": "+CPSI: LTE,Online,262-01,0x00C3,41394,257,EUTRAN-BAND3,1300",
        },
        stores={
            "+CLCC": Stored("0", "(0,1)"),
            "+DDET": Stored("0", "(0,1)"),
            "+CNMP": Stored("2", "(2,13,14,38,48,51,54,59,60,63,67)"),
            "+CECM": Stored("1", "(0-7)"),
            "+COUTGAIN": Stored("4", "(0-7)"),
            "+CMICGAIN": Stored("3", "(0-8)"),
            "+CSDVC": Stored("1", "(1,3)"),
            "+CPCMFRM": Stored("0", "(0,1)"),
            "+AUTOCSQ": Stored("0,0", "(0,1),(0,1)"),
            "+CEREG": Stored("0", "(0-2)"),
        },
        memories={"SM": 30, "ME": 23},
        signal_event="+CSQ: {n},99",
        tone_event="+RXDTMF: {digit}",
        tone_setting="+DDET",
        missed_event="MISSED_CALL: 11:01AM {number}",
        door=SoundDoor.CPCMREG if sound else SoundDoor.CARD,
        frame_ms=40 if sound else 20,
    )


def _simcom_gsm(name: str, model: str, revision: str) -> GsmFamily:
    return GsmFamily(
        name=name,
        usb="Silicon_Labs_CP2102_USB_to_UART_Bridge_Controller_0001",
        ports=_ANALOG,
        door=SoundDoor.CARD,
        identities={**_identities("SIMCOM_Ltd", f"SIMCOM_{model}", f"Revision:{revision}", (f"{model} R14.18",))},
        start_events=((200, "RDY"), (250, "+CFUN: 1")),
        ready_events=("+CPIN: READY", "Call Ready", "SMS Ready"),
        pin_tries=PinTries.SIMCOM,
        dialect=Dialect.SIMCOM_GSM,
        accepted=frozenset({"+CHFA=0", "+CHFA=1"}),
        stores={
            "+CLCC": Stored("0", "(0,1)"),
            "+MORING": Stored("0", "(0,1)"),
            "+DDET": Stored("0,0,0,0", "(0,1),(0-10000),(0,1),(0,1)"),
            "+ECHO": Stored("0,0,0,0,0"),
            "+CMIC": Stored("0,2", "(0-2),(0-15)"),
            "+CSCLK": Stored("0", "(0-2)"),
        },
        memories={"SM": 10, "ME": 25},
        first_place=1,
        signal_event="+CSQN: {n},0",
        tone_event="+DTMF: {digit}",
        tone_setting="+DDET",
    )


def _quectel(name: str, model: str, revision: str, *, lte: bool, uac: bool = False) -> GsmFamily:
    sound = UsbPort(_CARD, CARD_PLACE) if uac else UsbPort(_SOUND, 1)
    ports = (sound, UsbPort(_AT, 2), UsbPort(_MODEM, 3)) if lte else _ANALOG
    lte_door = SoundDoor.UAC if uac else SoundDoor.QPCMV
    more = (
        {"+QPCMV": Stored("0,0"), "+QCFG": Stored('"usbcfg"'), "+QGPSCFG": Stored('"outport","usbnmea"')} if lte else {}
    )
    return GsmFamily(
        name=name,
        usb="Quectel__Incorporated_LTE_Module_0123456789" if lte else "Silicon_Labs_CP2102_USB_to_UART_0002",
        ports=ports,
        identities=_identities(
            "Quectel" if lte else "Quectel_Ltd", model, revision, ("Quectel", model, f"Revision: {revision}")
        ),
        start_events=((200, "RDY"),),
        ready_events=("+CPIN: READY", "+QIND: SMS DONE", "+QIND: PB DONE") if lte else ("+CPIN: READY", "Call Ready"),
        sim_gone_event="+CPIN: NOT READY" if lte else "",
        pin_tries=PinTries.QUECTEL if lte else PinTries.QUECTEL_GSM,
        dialect=Dialect.QUECTEL,
        answers={
            "+QNWINFO": '+QNWINFO: "FDD LTE","26201","LTE BAND 3",1300',
            "+QURCCFG?": '+QURCCFG: "urcport","usbat"',
        },
        accepted=frozenset({'+QURCCFG="urcport","usbat"', '+QURCCFG="urcport","all"'}),
        stores={
            "^DSCI": Stored("0", "(0,1)"),
            "+QINDCFG": Stored('"ccinfo",0,0'),
            "+QTONEDET": Stored("0", "(0,1)"),
            "+CEREG": Stored("0", "(0-2)"),
            "+CLCC": Stored("0", "(0,1)"),
            **more,
        },
        memories={"SM": 25, "ME": 23 if lte else 20},
        signal_event='+QIND: "csq",{n},99' if lte else "",
        tone_event="+QTONEDET: {code}",
        tone_setting="+QTONEDET",
        door=lte_door if lte else SoundDoor.CARD,
    )


ZTE = GsmFamily(
    name="zte",
    usb="ZTE_Incorporated_ZTE_WCDMA_Technologies_MSM_P680A1ZTED010000",
    ports=(UsbPort(_AT, 1), UsbPort(_MODEM, 3)),
    identities=_identities(
        "ZTE INCORPORATED",
        "MF190",
        "BD_P673A2V1.0.0B09",
        (
            "Manufacturer: ZTE INCORPORATED",
            "Model: MF190",
            "Revision: BD_P673A2V1.0.0B09",
            f"IMEI: {IMEI}",
            _CAPABILITIES[0],
        ),
    ),
    dialect=Dialect.ZTE,
    pin_tries=PinTries.ZTE,
    answers={"+ZPAS?": '+ZPAS: "HSDPA","CS_PS"'},
    stores={"+ZOPRT": Stored("5", "(5,6)"), "+ZCDRUN": Stored("9", "(8,9,E,F)")},
    memories={"SM": 20, "ME": 100},
    signal_event="+ZUSIMR:{n}",
    dial_waits=True,
    answered_result="CONNECT",
    unanswered_result="OK",
)

WAVECOM = GsmFamily(
    name="wavecom",
    usb="Prolific_Technology_Inc._USB-Serial_Controller",
    ports=_ANALOG,
    door=SoundDoor.CARD,
    identities=_identities(
        "WAVECOM MODEM",
        "MULTIBAND  900E  1800",
        "655_09gg.Q2406B 2119588 061208 14:05",
        ("WAVECOM MODEM", "MULTIBAND  900E  1800"),
    ),
    start_events=((100, "+WIND: 3"),),
    ready_events=("+WIND: 1", "+WIND: 7", "+WIND: 4"),
    dialect=Dialect.WAVECOM,
    pin_tries=PinTries.WAVECOM,
    stores={"+WIND": Stored("0", "(0-65535)"), "+WDDI": Stored("1")},
    lacks=frozenset({"+CEREG", "+CTZU", "+CTZR"}),
    memories={"SM": 10},
    first_place=1,
    dial_waits=True,
)

GENERIC = GsmFamily(
    name="gsm_generic",
    usb="Example_GSM_Modem",
    identities=_identities("Example", "GSM MODEM", "1.0", ("GSM MODEM",)),
    dialect=Dialect.PLAIN,
    stores={"+CEREG": Stored("0", "(0-2)")},
    memories={"SM": 20, "ME": 20},
    first_place=1,
)

GSM_FAMILIES: Mapping[str, GsmFamily] = MappingProxyType(
    {
        family.name: family
        for family in (
            _huawei("huawei_e1550", "E1550", "11.608.14.15.00"),
            _huawei("huawei_e169", "E169", "11.314.17.21.00"),
            _huawei("huawei_e173", "E173", "11.126.16.17.209"),
            _huawei("huawei_e303", "E303", "21.157.31.00.199", _E303_PORTS),
            _simcom_gsm("sim800", "SIM800", "1418B05SIM800L24"),
            _simcom_gsm("sim900", "SIM900", "1137B13SIM900M64"),
            _simcom_lte("sim7600", "SIMCOM_SIM7600E-H", "LE20B04SIM7600M22", sound=True),
            _simcom_lte("a7670", "A7670E-FASE", "A7670M7_V1.11.1", sound=False),
            _quectel("ec25", "EC25", "EC25EFAR06A06M4G", lte=True),
            _quectel("ec25_uac", "EC25", "EC25EFAR06A06M4G", lte=True, uac=True),
            _quectel("m95", "Quectel_M95", "M95FAR02A05", lte=False),
            ZTE,
            WAVECOM,
            GENERIC,
        )
    }
)
