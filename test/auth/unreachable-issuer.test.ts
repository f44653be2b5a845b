import { expect, test } from '@jest/globals';
import { startSwitchboard } from '../support/a-switchboard.js';
import { anAuth } from '../support/an-api-key.js';
import { aKey, anIssuer, aToken, type Issuer } from '../support/an-issuer.js';
import { startTlsServer, type TlsServer } from '../upstream/http/a-tls-server.js';

// Red if only the kind of the error is logged: an expired certificate can't be told from a closed port.
test.each<[reason: string | undefined, addressOf: (issuer: Issuer, tls: TlsServer) => URL]>([
  ['ECONNREFUSED', () => new URL('http://127.0.0.1:1/keys')],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', (_, tls) => tls.url],
  [undefined, (issuer) => issuer.settings.jwksUrl],
])(
  'if the keys of an issuer can’t be fetched, the log has the reason of the connection: %s',
  async (reason, addressOf) => {
    const key = await aKey('one');
    await using issuer = await anIssuer(key);
    await using tls = await startTlsServer('self-signed');
    issuer.mood = 'broken';
    const jwksUrl = addressOf(issuer, tls);
    await using board = await startSwitchboard({ auth: anAuth([], { ...issuer.settings, jwksUrl }) });
    const authorization = `Bearer ${await aToken(issuer, key)}`;
    expect(await board.query('{ __typename }', {}, { authorization })).toMatchObject({
      errors: [{ extensions: { code: 'AUTHENTICATION_UNAVAILABLE' } }],
    });
    const line = board.log.find(({ msg }) => msg === 'cannot fetch token keys');
    expect(line).toMatchObject({ level: 50, kind: expect.any(String) });
    expect(line?.['reason']).toBe(reason);
    expect(JSON.stringify(line)).not.toContain('127.0.0.1');
  },
);
