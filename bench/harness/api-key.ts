import { createHash } from 'node:crypto';

/** The key that every question is sent with; peers don't look at it. */
export const API_KEY = 'a-key-of-the-bench';

/** The variables by which Switchboard knows it, as it serves nobody unknown in production; as often as can be. */
export const API_KEY_VARIABLES = {
  AUTH_API_KEY_SHA256: createHash('sha256').update(API_KEY).digest('hex'),
  AUTH_REQUESTS_PER_MINUTE: '1000000000',
};
