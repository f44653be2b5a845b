/** Messages from the company. */
export const OUTGOING_SMS = [
  'Dzień dobry, przypominamy o wizycie serwisu jutro o 10:00. Acme',
  'Twoja paczka jest gotowa do odbioru. Zapraszamy do 18:00!',
  'Państwa zgłoszenie zostało przyjęte. Odezwiemy się w ciągu 24 h.',
  'Faktura została wysłana na podany adres e-mail. Dziękujemy!',
  'Próbowaliśmy się dodzwonić. Prosimy o kontakt: +48 22 555 01 00',
  'Kod potwierdzenia: 0042. Nie podawaj go nikomu 🔒',
] as const;

/** Messages to the company. */
export const INCOMING_SMS = [
  'Proszę o telefon po 16, dziękuję',
  'Czy mogę przełożyć termin na piątek?',
  'Potwierdzam odbiór 👍',
  'Nie mogę teraz rozmawiać, oddzwonię później.',
  'Proszę o fakturę na firmę – dane bez zmian.',
  'Gdzie jest moja przesyłka??? Czekam już tydzień...',
] as const;
