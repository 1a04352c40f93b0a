"""What a mail about a message says, in nine languages."""

from typing import NamedTuple

from appliance.model.languages import spoken_in


class Words(NamedTuple):
    subject: str
    urgent: str
    """Before the subject, and in the mail."""
    caller: str
    time: str
    length: str
    box: str
    unknown: str
    withheld: str
    cut: str
    test: str


WORDS: dict[str, Words] = {
    "en": Words(
        "Message for {box} from {caller}", "Urgent", "Caller", "Time", "Length", "Box", "unknown", "number withheld",
        "It was cut short when the box stopped.", "Test: mail from this box arrives.",
    ),
    "es": Words(
        "Mensaje para {box} de {caller}", "Urgente", "Llamante", "Hora", "Duración", "Buzón", "desconocido",
        "número oculto", "Quedó cortado cuando el equipo se detuvo.", "Prueba: el correo de este equipo llega.",
    ),
    "fr": Words(
        "Message pour {box} de {caller}", "Urgent", "Appelant", "Heure", "Durée", "Boîte", "inconnu", "numéro masqué",
        "Il a été coupé par l'arrêt de l'appareil.", "Essai : le courrier de cet appareil arrive.",
    ),
    "de": Words(
        "Nachricht für {box} von {caller}", "Dringend", "Anrufer", "Zeit", "Länge", "Briefkasten", "unbekannt",
        "Nummer unterdrückt", "Sie brach ab, als das Gerät anhielt.", "Probe: Post von diesem Gerät kommt an.",
    ),
    "it": Words(
        "Messaggio per {box} da {caller}", "Urgente", "Chiamante", "Ora", "Durata", "Casella", "sconosciuto",
        "numero nascosto", "È stato interrotto dall'arresto dell'apparecchio.",
        "Prova: la posta di questo apparecchio arriva.",
    ),
    "pt": Words(
        "Mensagem para {box} de {caller}", "Urgente", "Quem ligou", "Hora", "Duração", "Caixa", "desconhecido",
        "número oculto", "Foi cortada quando o aparelho parou.", "Teste: o correio deste aparelho chega.",
    ),
    "nl": Words(
        "Bericht voor {box} van {caller}", "Dringend", "Beller", "Tijd", "Lengte", "Postbus", "onbekend",
        "nummer afgeschermd", "Het is afgebroken toen het apparaat stopte.", "Proef: post van dit apparaat komt aan.",
    ),
    "pl": Words(
        "Wiadomość dla {box} od {caller}", "Pilne", "Dzwoniący", "Czas", "Długość", "Skrzynka", "nieznany",
        "numer zastrzeżony", "Została przerwana, gdy urządzenie się zatrzymało.",
        "Próba: poczta z tego urządzenia dochodzi.",
    ),
    "ru": Words(
        "Сообщение для {box} от {caller}", "Срочно", "Звонивший", "Время", "Длительность", "Ящик", "неизвестен",
        "номер скрыт", "Оно оборвано остановкой устройства.", "Проверка: почта с этого устройства доходит.",
    ),
}  # fmt: skip


def words_in(language: str) -> Words:
    return WORDS[spoken_in(language)]
