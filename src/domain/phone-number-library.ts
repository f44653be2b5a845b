import { createRequire } from 'node:module';

type PhoneNumbers = typeof import('libphonenumber-js');

const load: (library: 'libphonenumber-js') => PhoneNumbers = createRequire(import.meta.url);

/** The form of libphonenumber-js that class-validator loads, too: its other form would be loaded beside it. */
export const { isSupportedCountry, parseDigits, parsePhoneNumberFromString } = load('libphonenumber-js');
