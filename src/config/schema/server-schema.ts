import { hostNames, networks, oneOf, origins } from './list-rules.js';
import { flag, seconds, wholeNumber } from './number-rules.js';
import { optional, section, setting } from './setting.js';
import { host } from './text-rules.js';

/** From least to most verbose; `silent` logs nothing. */
const LOG_LEVELS = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;
const PORT = wholeNumber('a port', 0, 65_535);
const BY_PROFILE = '`true`; in production `false`';

/** The HTTP server. */
export const SERVER = section(
  'SERVER',
  {
    host: setting(host, '127.0.0.1', { variable: 'HOST', text: 'the address to listen on' }),
    port: setting(PORT, 4000, { variable: 'PORT', text: 'the port to listen on' }),
    metricsPort: optional(PORT, {
      variable: 'METRICS_PORT',
      text: 'a separate port for [metrics](observability.md#metrics)',
    }),
    corsOrigins: setting(origins, [], { text: 'comma-separated origins whose pages may send requests' }),
    hosts: setting(hostNames, [], {
      text: 'comma-separated [host names](deployment.md#behind-a-proxy) of the server; requests for others get 421',
    }),
    trustedProxies: setting(networks, [], {
      text: 'comma-separated addresses or networks of [proxies](deployment.md#behind-a-proxy) whose `X-Forwarded-For` is trusted',
    }),
    keepAliveTimeout: setting(seconds(3600), 75, { text: 'seconds for which an idle connection stays open' }),
    introspection: optional(flag, { usual: BY_PROFILE, text: 'whether introspection is allowed' }),
    playground: optional(flag, {
      usual: BY_PROFILE,
      text: 'whether the playground is served; see [In production](deployment.md#in-production)',
    }),
    sandbox: optional(flag, {
      variable: 'SANDBOX',
      usual: '`true` without a provider; in production `false`',
      text: 'whether the sandbox’s sample data is served',
    }),
    logLevel: setting(oneOf(LOG_LEVELS), 'info', {
      variable: 'LOG_LEVEL',
      text: 'the lowest level that is [logged](observability.md#logs): `silent`, `fatal`, `error`, `warn`, `info`, `debug` or `trace`',
    }),
  },
  ({ port, metricsPort }, report) => {
    if (metricsPort && metricsPort === port) report('metricsPort', 'another port than {server.port}');
  },
);
