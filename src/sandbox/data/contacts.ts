import { madeNumber, type PhoneNumber } from './phone-numbers.js';
import { Random } from './random.js';

/** Someone outside the company who calls it or is called. */
export type Contact = { readonly number: PhoneNumber } & (
  | { readonly type: 'unknown' }
  | {
      readonly type: 'person';
      readonly uuid: string;
      readonly firstName: string;
      readonly lastName: string;
      readonly avatar: string | null;
    }
  | { readonly type: 'organisation'; readonly uuid: string; readonly name: string }
);

const PEOPLE: readonly (readonly [string, string])[] = [
  ['Anna', 'Lewandowska'],
  ['Piotr', 'Wójcik'],
  ['Krzysztof', 'Kamiński'],
  ['Barbara', 'Woźniak'],
  ['Stanisław', 'Kozłowski'],
  ['Zofia', 'Jankowska'],
  ['Józef', 'Kwiatkowski'],
  ['Halina', 'Krawczyk'],
  ['Michał', 'Piotrowski'],
  ['Alicja', 'Grabowska'],
  ['Wojciech', 'Pawłowski'],
  ['Natalia', 'Michalska'],
  ['Bartosz', 'Król'],
  ['Magdalena', 'Wieczorek'],
  ['Rafał', 'Jaworski'],
  ['Beata', 'Wróblewska'],
  ['Sebastian', 'Dudek'],
  ['Iwona', 'Adamczyk'],
  ['Łucja', 'Ślusarczyk'],
  ['Śławomir', 'Źrebiec'],
  ['שרה', 'פרידמן'],
  ['משה', 'אזולאי'],
  ['יעל', 'רוזנברג'],
  ['דוד', 'חדד'],
  ['Jürgen', 'Müller'],
  ['Sabine', 'Schäfer'],
  ['Klaus', 'Weiß'],
  ['Heike', 'Vogt'],
  ['James', 'O’Connor'],
  ['Laura', 'Whitfield'],
];

const ORGANISATIONS = [
  'Piekarnia „Pod Kogutem”',
  'Hurtownia Żagiel',
  'Biuro Rachunkowe Saldo',
  'Warsztat Śrubka',
  'Kwiaciarnia Malwa',
  'Przychodnia Zdrowie',
  'Drukarnia Kleks & Syn',
  'Hotel Nad Zatoką',
  'Szkoła Językowa Lingua',
  'Transport Błyskawica',
  'מאפיית הכרמל',
  'Muster Logistik GmbH',
] as const;

/** People, organisations and unknown numbers, each with one made-up number; the same for the same seed. */
export function madeContacts(seed: number): readonly Contact[] {
  const random = new Random(seed, 1);
  const people = PEOPLE.map(([firstName, lastName]): Contact => ({
    type: 'person',
    uuid: random.uuid(),
    firstName,
    lastName,
    avatar: random.chance(40) ? `avatar-${random.integer(1000, 9999)}.jpg` : null,
    number: madeNumber(random),
  }));
  const organisations = ORGANISATIONS.map((name): Contact => ({
    type: 'organisation',
    uuid: random.uuid(),
    name,
    number: madeNumber(random),
  }));
  const strangers = Array.from({ length: 120 }, (): Contact => ({
    type: 'unknown',
    number: madeNumber(random),
  }));
  return [...people, ...organisations, ...strangers];
}
