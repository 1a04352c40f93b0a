"""What the box says to those who leave messages, in nine languages; the keys are those of core/messages.py."""

from appliance.model.spoken import LOST, REVIEW, SHORT
from appliance.model.words import PromptName
from appliance.sound.spoken.part import Part

SENTENCES: dict[PromptName, dict[str, str]] = {
    REVIEW: {
        "en": "To hear your message, press one. To record it again, press two. To mark it as urgent, press three. "
        "To keep it, press the hash key, or simply hang up.",
        "es": "Para escuchar su mensaje, pulse uno. Para grabarlo de nuevo, pulse dos. Para marcarlo como urgente, "
        "pulse tres. Para conservarlo, pulse almohadilla, o simplemente cuelgue.",
        "fr": "Pour écouter votre message, tapez un. Pour l'enregistrer à nouveau, tapez deux. Pour le marquer comme "
        "urgent, tapez trois. Pour le conserver, tapez dièse, ou raccrochez simplement.",
        "de": "Um Ihre Nachricht anzuhören, drücken Sie die Eins. Um sie neu aufzunehmen, die Zwei. Um sie als "
        "dringend zu kennzeichnen, die Drei. Um sie zu behalten, drücken Sie die Rautetaste, "
        "oder legen Sie einfach auf.",
        "it": "Per ascoltare il messaggio, prema uno. Per registrarlo di nuovo, prema due. Per segnarlo come urgente, "
        "prema tre. Per conservarlo, prema cancelletto, o semplicemente riagganci.",
        "pt": "Para ouvir a sua mensagem, prima um. Para a gravar de novo, prima dois. Para a marcar como urgente, "
        "prima três. Para a guardar, prima cardinal, ou simplesmente desligue.",
        "nl": "Om uw bericht te beluisteren, toets één. Om het opnieuw in te spreken, toets twee. Om het als dringend "
        "te markeren, toets drie. Om het te bewaren, toets hekje, of hang gewoon op.",
        "pl": "Aby odsłuchać wiadomość, naciśnij jeden. Aby nagrać ją ponownie, naciśnij dwa. Aby oznaczyć ją jako "
        "pilną, naciśnij trzy. Aby ją zachować, naciśnij krzyżyk albo po prostu się rozłącz.",
        "ru": "Чтобы прослушать сообщение, нажмите один. Чтобы записать его заново, нажмите два. Чтобы отметить его "
        "как срочное, нажмите три. Чтобы сохранить его, нажмите решётку или просто положите трубку.",
    },
    SHORT: {
        "en": "That was very short. Please speak after the tone.",
        "es": "Ha sido muy corto. Por favor, hable después de la señal.",
        "fr": "C'était très court. Veuillez parler après le bip sonore.",
        "de": "Das war sehr kurz. Bitte sprechen Sie nach dem Ton.",
        "it": "Era molto breve. Parli dopo il segnale acustico, per favore.",
        "pt": "Foi muito curta. Por favor, fale depois do sinal.",
        "nl": "Dat was erg kort. Spreek na de toon, alstublieft.",
        "pl": "To było bardzo krótkie. Proszę mówić po sygnale.",
        "ru": "Это было очень коротко. Пожалуйста, говорите после сигнала.",
    },
    LOST: {
        "en": "We are sorry: no message has been kept.",
        "es": "Lo sentimos: no se ha guardado ningún mensaje.",
        "fr": "Nous sommes désolés : aucun message n'a été conservé.",
        "de": "Es tut uns leid: Es wurde keine Nachricht gespeichert.",
        "it": "Siamo spiacenti: nessun messaggio è stato conservato.",
        "pt": "Lamentamos: não foi guardada nenhuma mensagem.",
        "nl": "Het spijt ons: er is geen bericht bewaard.",
        "pl": "Przepraszamy: żadna wiadomość nie została zachowana.",
        "ru": "К сожалению, сообщение не сохранено.",
    },
}


def sentence(name: PromptName, language: str) -> tuple[Part, ...]:
    """A language is one of model.languages.SPOKEN. Raises KeyError."""
    return (Part(name.replace(":", "."), SENTENCES[name][language]),)
