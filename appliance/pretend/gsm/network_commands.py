"""Commands about the network: registration, operator, signal (27.007 §7.2, §7.3, §8.5, §10.1.22; makers' own)."""

from collections.abc import Callable, Mapping

from appliance.model.words import Ms
from appliance.pretend.gsm.asking import ERROR, OK, Answer, Asked, Cme, Form, told
from appliance.pretend.gsm.coverage import Registration, Technology
from appliance.pretend.gsm.mobile import Mobile

SEARCH_MS = 8_000
"""What +COPS=? takes here; real ones need up to three minutes."""


class NetworkCommands:
    def __init__(self, mobile: Mobile) -> None:
        self._mobile = mobile
        self._name_form = 0
        """Of +COPS?: 0 long, 1 short, 2 number."""
        self.answers: Mapping[str, Callable[[Asked, Ms], Answer]] = {
            "+CREG": self._registration,
            "+CGREG": self._registration,
            "+CEREG": self._registration,
            "+CSQ": lambda *_: told(f"+CSQ: {self._signal},99"),
            "+COPS": self._operator,
            "^SYSINFO": lambda *_: told(self._system_information()),
            "^SYSINFOEX": lambda *_: told(self._system_information()),
            "+CIND": self._indicators,
        }

    @property
    def _signal(self) -> int:
        return self._mobile.coverage.signal if self._mobile.radio else 99

    def _registration(self, one: Asked, _: Ms) -> Answer:
        if one.name not in self._mobile.settings:
            return Answer(result="unsupported")
        if one.form is not Form.READ:
            return self._mobile.settings.answer(one)
        level = self._mobile.settings.number(one.name)
        return told(f"{one.name}: {level},{self.registered(one.name, level)}")

    def registered(self, name: str, level: int) -> str:
        """State, and from level 2 on area, cell and technology. On LTE it is +CEREG that tells, where there is one."""
        mobile = self._mobile
        on_lte = mobile.coverage.technology is Technology.LTE and "+CEREG" in mobile.settings
        concerned = (name == "+CEREG") == on_lte
        state = mobile.registration if concerned else Registration.NOT_SEARCHING
        if level < 2 or not (concerned and mobile.in_service):
            return str(state.value)
        coverage = mobile.coverage
        return f'{state.value},"{coverage.area}","{coverage.cell}",{coverage.technology.value}'

    def changed(self) -> tuple[str, ...]:
        """The events a change of registration makes."""
        settings, lines = self._mobile.settings, []
        for name in ("+CREG", "+CGREG", "+CEREG"):
            if name in settings and (level := settings.number(name)):
                lines.append(f"{name}: {self.registered(name, level)}")
        return tuple(lines)

    def _operator(self, one: Asked, _: Ms) -> Answer:
        mobile, coverage = self._mobile, self._mobile.coverage
        if one.form is Form.TEST:
            names = f'"{coverage.operator}","{coverage.operator[:8]}","{coverage.operator_number}"'
            found = f'(2,{names},{coverage.technology.value}),(3,"Elsewhere","ELSE","26299",0)'
            return Answer(lines=(f"+COPS: {found},,(0,1,2,3,4),(0,1,2)",), took_ms=SEARCH_MS)
        if one.form is Form.READ:
            if not mobile.in_service:
                return told(f"+COPS: {2 if mobile.detached else 0}")
            name = (coverage.operator, coverage.operator[:8], coverage.operator_number)[self._name_form]
            return told(f'+COPS: 0,{self._name_form},"{name}",{coverage.technology.value}')
        return self._select_operator(one)

    def _select_operator(self, one: Asked) -> Answer:
        mode, form = one.number(0), one.number(1, self._name_form)
        if mode not in (0, 1, 2, 3, 4) or form not in (0, 1, 2):
            return ERROR
        self._name_form = form
        if mode == 3:
            return OK
        wanted = one.fields[2] if len(one.fields) > 2 else ""
        coverage = self._mobile.coverage
        if mode == 1 and wanted not in (coverage.operator, coverage.operator[:8], coverage.operator_number):
            return Answer(fault=Cme.NO_NETWORK, took_ms=2_000)
        before, self._mobile.detached = self._mobile.detached, mode == 2
        return Answer(took_ms=300, after=self.changed() if before != self._mobile.detached else ())

    def _system_information(self) -> str:
        """Huawei: service, domain, roaming, system mode, SIM, lock, submode."""
        mobile = self._mobile
        mode = {Technology.GSM: 3, Technology.UMTS: 5, Technology.LTE: 7}[mobile.coverage.technology]
        serving = mobile.in_service
        roaming = int(mobile.registration is Registration.ROAMING)
        return f"^SYSINFO:{2 if serving else 0},{3 if serving else 0},{roaming},{mode if serving else 0},1,,{mode}"

    def _indicators(self, one: Asked, _: Ms) -> Answer:
        """27.007 §8.9."""
        if one.form is Form.TEST:
            return told('+CIND: ("battchg",(0-5)),("signal",(0-5)),("service",(0,1)),("call",(0,1)),("roam",(0,1))')
        mobile = self._mobile
        bars = 0 if self._signal > 31 else self._signal // 6
        roaming = int(mobile.registration is Registration.ROAMING)
        return told(f"+CIND: 5,{bars},{int(mobile.in_service)},{int(mobile.calls.talking)},{roaming}")
