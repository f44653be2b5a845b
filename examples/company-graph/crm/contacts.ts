export interface Account {
  readonly kind: 'Account';
  readonly id: string;
  readonly name: string;
}

export interface Contact {
  /** The person's uuid at ccrm.pl. */
  readonly uuid: string;
  readonly firstName: string;
  readonly lastName: string;
  /** Their role at the account. */
  readonly role: string;
  /** `MM-DD`. */
  readonly birthday: string;
  readonly account: Account;
}

export const ACCOUNTS = {
  bakery: { kind: 'Account', id: 'A-1', name: 'Carmel Bakery' },
  wholesale: { kind: 'Account', id: 'A-2', name: 'Hurtownia Żagiel' },
  hotel: { kind: 'Account', id: 'A-3', name: 'Hotel Nad Zatoką' },
} as const satisfies Readonly<Record<string, Account>>;

const { bakery, wholesale, hotel } = ACCOUNTS;

/** Made-up facts about some of the people who call the sandbox's company. */
export const CONTACTS: readonly Contact[] = [
  {
    uuid: 'a69a9eac-9289-4e81-860b-c43467e91d01',
    firstName: 'Sara',
    lastName: 'Friedman',
    role: 'Owner',
    birthday: '05-17',
    account: bakery,
  },
  {
    uuid: '15f0336e-37ca-463f-b6c5-2d2cbc6b7d38',
    firstName: 'Krzysztof',
    lastName: 'Kamiński',
    role: 'Buyer',
    birthday: '11-02',
    account: wholesale,
  },
  {
    uuid: 'b0c3c4ea-8723-44dd-8fa9-b9a72cd7bf43',
    firstName: 'Natalia',
    lastName: 'Michalska',
    role: 'Concierge',
    birthday: '08-29',
    account: hotel,
  },
];
