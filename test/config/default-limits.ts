import type { LimitSettings } from '../../src/config/settings.js';

/** The default limits. */
export const LIMITS: LimitSettings = {
  tokens: 2000,
  depth: 20,
  fields: 500,
  rootFields: 50,
  aliases: 100,
  directives: 50,
  requests: 1500,
  values: 250_000,
};
