import { describe, expect, test } from '@jest/globals';
import {
  failureReason,
  isLasting,
  isProxyReason,
  proxyReason,
  proxyRefusal,
} from '../../../src/domain/upstream/failure-reason.js';
import {
  eachProvider,
  OutcomeUnknownError,
  PROVIDERS,
  UnreadableCallsError,
  UpstreamError,
} from '../../../src/domain/upstream/upstream-error.js';
import { isOutage, isRefusal } from '../../../src/domain/operation/stale.js';

const CERTIFICATES = [
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_REVOKED',
  'CERT_UNTRUSTED',
  'CERT_REJECTED',
  'CERT_SIGNATURE_FAILURE',
  'CERT_CHAIN_TOO_LONG',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'INVALID_CA',
  'INVALID_PURPOSE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
];
const CONNECTIONS = [
  ...['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT'],
  ...['EHOSTUNREACH', 'ENETUNREACH', 'EACCES', 'EMFILE', 'EPROTO'],
];
const OF_PROXIES = [
  ...['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT'],
] as const;

const error = (code: UpstreamError['code']) => new UpstreamError('ccrm', code, 'It failed.');

describe('the reason for a failed connection', () => {
  test.each([...CERTIFICATES, ...CONNECTIONS])('is the error code %s itself', (code) => {
    expect(failureReason(code)).toBe(code);
  });

  test('is EPROTO for any other TLS error and OTHER for an unknown code', () => {
    expect(failureReason('ERR_SSL_WRONG_VERSION_NUMBER')).toBe('EPROTO');
    expect(failureReason('ESOMETHING')).toBe('OTHER');
    expect(failureReason('X_ERR_SSL_')).toBe('OTHER');
  });

  test.each(CERTIFICATES)('is lasting for the certificate error %s, so the error isn’t retryable', (code) => {
    const reason = failureReason(code);
    expect(isLasting(reason)).toBe(true);
    expect(new UpstreamError('ccrm', 'UPSTREAM_UNAVAILABLE', 'It failed.', reason).retryable).toBe(false);
  });

  test('is lasting if the proxy rejects the credentials or the provider, and otherwise temporary', () => {
    expect(isLasting('PROXY_AUTHENTICATION_REQUIRED')).toBe(true);
    expect(isLasting('PROXY_REFUSED')).toBe(true);
    expect([isLasting('ECONNRESET'), isLasting('PROXY_BAD_GATEWAY'), isLasting(null)]).toEqual([
      false,
      false,
      false,
    ]);
  });
});

describe('a proxy', () => {
  test.each([
    [null, 'PROXY_ECONNRESET'],
    [407, 'PROXY_AUTHENTICATION_REQUIRED'],
    [403, 'PROXY_REFUSED'],
    [499, 'PROXY_REFUSED'],
    [500, 'PROXY_BAD_GATEWAY'],
    [502, 'PROXY_BAD_GATEWAY'],
  ])('that responds with status %s results in the reason %s', (status, reason) => {
    expect(proxyRefusal(status)).toBe(reason);
  });

  test.each(OF_PROXIES)('that can’t be reached (%s) is reported as the cause', (reason) => {
    expect(proxyReason(reason)).toBe(`PROXY_${reason}`);
    expect(isProxyReason(proxyReason(reason))).toBe(true);
  });

  test('isn’t reported as the cause of other failures', () => {
    expect(proxyReason('EPIPE')).toBe('EPIPE');
    expect(isProxyReason('PROXY_AUTHENTICATION_REQUIRED')).toBe(true);
    expect(isProxyReason('PROXY_REFUSED')).toBe(false);
    expect(isProxyReason(null)).toBe(false);
  });
});

describe('an upstream error', () => {
  test.each([
    ['UPSTREAM_UNAVAILABLE', true, true, false],
    ['UPSTREAM_TIMEOUT', true, true, false],
    ['UPSTREAM_RATE_LIMITED', true, true, false],
    ['UPSTREAM_BAD_RESPONSE', false, true, false],
    ['UPSTREAM_UNAUTHORIZED', false, false, true],
    ['OUTCOME_UNKNOWN', false, false, false],
  ] as const)(
    'with code %s: retryable %s, allows stale data %s, concerns credentials %s',
    (code, retryable, outage, refusal) => {
      expect(error(code)).toMatchObject({ retryable, name: 'UpstreamError', provider: 'ccrm', reason: null });
      expect([isOutage(error(code)), isRefusal(error(code))]).toEqual([outage, refusal]);
    },
  );

  test('about unreadable calls isn’t an outage, because a stale response may lack them', () => {
    const unreadable = new UnreadableCallsError('ccrm', 'UPSTREAM_BAD_RESPONSE', 'It can’t be read.');
    expect([isOutage(unreadable), isRefusal(unreadable)]).toEqual([false, false]);
  });

  test('is recognized by its class, not only by its code', () => {
    const other = Object.assign(new Error('It failed.'), { code: 'UPSTREAM_UNAUTHORIZED' });
    expect([isOutage(other), isRefusal(other)]).toEqual([false, false]);
  });

  test.each([
    [null, 'The outcome of the change is unknown.'],
    [true, 'The change wasn’t confirmed, but the provider has the requested values.'],
    [false, 'The change wasn’t confirmed, and the provider doesn’t have the requested values.'],
  ])(
    'with an unknown outcome says whether the change was found afterwards (applied: %s)',
    (applied, message) => {
      const unknown = new OutcomeUnknownError('ringme', applied);
      expect(unknown).toMatchObject({ code: 'OUTCOME_UNKNOWN', provider: 'ringme', applied, message });
    },
  );
});

test('PROVIDERS and eachProvider list every provider once', () => {
  expect(PROVIDERS).toEqual(['voicenter', 'ringme', 'ccrm']);
  expect(eachProvider((provider) => provider.length)).toEqual({ voicenter: 9, ringme: 6, ccrm: 4 });
});
