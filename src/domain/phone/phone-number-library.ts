import { createRequire } from 'node:module';

type PhoneNumbers = typeof import('libphonenumber-js');

const load: (library: 'libphonenumber-js') => PhoneNumbers = createRequire(import.meta.url);

/**
 * The CommonJS build of libphonenumber-js, from node_modules: class-validator loads it too, and an import would load the
 * ESM build as well.
 */
export const { isSupportedCountry, parseDigits, parsePhoneNumberFromString } = load('libphonenumber-js');
