import type { IncomingHttpHeaders } from 'node:http';

/** Whether a request must be answered live: the directive `no-cache` of its `Cache-Control` (RFC 9111, 5.2.1.4). */
export function demandsLive({ 'cache-control': directives = '' }: IncomingHttpHeaders): boolean {
  return directives.split(',').some((directive) => directive.trim().toLowerCase() === 'no-cache');
}
