import { createHash } from 'node:crypto';

/** The key sent with every request; peers ignore it. */
export const API_KEY = 'a-key-of-the-bench';

/** The variables that configure this key without a rate limit; in production, Switchboard requires authentication. */
export const API_KEY_VARIABLES = {
  AUTH_API_KEY_SHA256: createHash('sha256').update(API_KEY).digest('hex'),
  AUTH_REQUESTS_PER_MINUTE: '1000000000',
};
