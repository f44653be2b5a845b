import type { SandboxBehaviour } from './behaviour.js';
import { behaviourPatch } from './behaviour-patch.js';
import { SANDBOX_CREDENTIALS } from './credentials.js';
import { jsonReply, textReply, type Reply } from './http/reply.js';
import { PATHS } from './provider-routes.js';
import type { RequestLog, SandboxRequest } from './request-log.js';

interface Controlled {
  readonly url: string;
  readonly behaviour: SandboxBehaviour;
  readonly log: RequestLog;
}

/**
 * The sandbox's control pages: what it serves, its behaviour (read and changed), and the requests it received (read and
 * cleared).
 */
export function controlReply(
  request: Pick<SandboxRequest, 'method' | 'path' | 'headers' | 'body'>,
  { url, behaviour, log }: Controlled,
): Reply {
  const [path = ''] = request.path.split('?');
  switch (`${request.method} ${path}`) {
    case 'GET /':
      return textReply(200, welcome(url));
    case 'GET /sandbox/behaviour':
      return jsonReply(200, behaviour);
    case 'PATCH /sandbox/behaviour': {
      const isJson = (request.headers['content-type'] ?? '').startsWith('application/json');
      if (!isJson) return jsonReply(415, { message: 'The content type must be application/json' });
      const patch = behaviourPatch(request.body);
      if ('wrong' in patch)
        return jsonReply(400, { message: `Unknown setting or wrong type: ${patch.wrong}` });
      Object.assign(behaviour, patch.changes);
      return jsonReply(200, behaviour);
    }
    case 'GET /sandbox/requests':
      return jsonReply(200, log.requests);
    case 'DELETE /sandbox/requests':
      log.clear();
      return jsonReply(200, log.requests);
    default:
      return textReply(404, 'Not Found\n');
  }
}

/** Plain text that says what is served and how to connect Switchboard to it. */
export function welcome(url: string): string {
  const { voicenterCode, ringmeToken, ringmeAppId, ringmeAppSecret, ccrmToken } = SANDBOX_CREDENTIALS;
  return `The sandbox: three telephony providers with made-up data.

Voicenter  GET, POST  ${url}${PATHS.voicenter}
RingMe     GET, PUT   ${url}${PATHS.ringme}/client/@me/client/
RingMe     POST       ${url}${PATHS.ringmeToken}
ccrm.pl    GET        ${url}${PATHS.ccrm}/callHistory?dateFrom=…&dateTo=…&page=1
ccrm.pl    GET        ${url}${PATHS.ccrm}/notes?callHistory=…
Settings   GET, PATCH ${url}/sandbox/behaviour
Received   GET        ${url}/sandbox/requests

To use it with Switchboard, set these environment variables:

VOICENTER_URL=${url}${PATHS.voicenter}
VOICENTER_CODE=${voicenterCode}
VOICENTER_SHOW_ALL=true
RINGME_URL=${url}${PATHS.ringme}
RINGME_TOKEN=${ringmeToken}
CCRM_URL=${url}${PATHS.ccrm}
CCRM_TOKEN=${ccrmToken}

Instead of RINGME_TOKEN:

RINGME_APP_ID=${ringmeAppId}
RINGME_APP_SECRET=${ringmeAppSecret}
RINGME_TOKEN_URL=${url}${PATHS.ringmeToken}
`;
}
