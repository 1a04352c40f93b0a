"""One call of a mobile line as the network sees it: its caller or called party, its sound, its record."""

import numpy as np

from appliance.model.words import Ms
from appliance.pretend.caller import Party
from appliance.pretend.gsm.calls import MobileCall
from appliance.pretend.gsm.mobile_call_machine import MobileCallState
from appliance.pretend.line import NoTracks, Tracks
from appliance.pretend.record_draft import RecordDraft
from appliance.pretend.report import Ended, HungUpBy
from appliance.sound.frames import Samples


class Leg:
    def __init__(self, call: MobileCall, draft: RecordDraft, party: Party, tracks: Tracks | None = None) -> None:
        self.call = call
        self.draft = draft
        self.party = party
        self._tracks = tracks or NoTracks()
        self._begun = False
        self.over = False
        self.samples = 0

    @property
    def connected(self) -> bool:
        return self._begun and not self.over

    def connect(self, now: Ms) -> None:
        """The other end has answered, or the box has; harmless when a held call comes back."""
        if not self._begun:
            self._begun = True
            self.draft.off_hook_ms = now
            self.party.begin(now)

    def say(self, count: int) -> Samples:
        return self.party.say(count) if self.connected and self.party.gone is None else np.zeros(count, np.int16)

    def hear(self, said: Samples, heard: Samples, now: Ms) -> None:
        """One beat: what was said to the box, and what this end hears – silence while it is held."""
        if not self.connected or self.party.gone is not None:
            return
        held = self.call.state is not MobileCallState.ACTIVE
        ears = np.zeros(len(heard), np.int16) if held else heard
        self.samples += len(said)
        self._tracks.put(said, ears)
        self.party.hear(ears, now, self.samples)

    def closed_by_host(self, now: Ms) -> None:
        """The box has hung up, or refused."""
        self.draft.hang_up(HungUpBy.BOX, now)
        self.draft.released_ms = now
        self.draft.ended = self.party.released(now, self.samples) if self._begun else Ended.BOX_HUNG_UP

    def close(self) -> None:
        """All that the record still needs."""
        self.over = True
        self.party.leave()
        self._tracks.close()
        self.draft.steps = tuple(self.party.step_times)
        self.draft.heard_wav, self.draft.said_wav = self._tracks.heard_wav, self._tracks.said_wav
        self.draft.samples = self.samples
