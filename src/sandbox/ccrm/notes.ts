import type { SandboxBehaviour } from '../behaviour.js';
import { oddDate, oddStatus } from '../data/odd-forms.js';
import { jsonReply, type Reply } from '../http/reply.js';
import type { SandboxRequest } from '../request-log.js';
import type { WireNote } from '../wire.js';
import { ccrmRefusal } from './envelope.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** ccrm's notes of one call; an unknown call has none. `success` is a string here, as documented. */
export function notes(
  request: SandboxRequest,
  behaviour: Pick<SandboxBehaviour, 'ccrmTokens'>,
  notesOfCall: (uuid: string) => readonly WireNote[],
): Reply {
  const refusal = ccrmRefusal(request, behaviour);
  if (refusal !== null) return refusal;
  const { callHistory } = request.query;
  if (callHistory === undefined || !UUID.test(callHistory)) {
    return jsonReply(400, { success: 'false', message: 'callHistory is required' });
  }
  const data = notesOfCall(callHistory).map(written);
  return jsonReply(200, { success: 'true', data, otherData: { totalCount: data.length }, message: 'OK' });
}

function written(note: WireNote): unknown {
  const { uuid, created, status } = note;
  return {
    ...note,
    created: typeof created === 'string' ? oddDate(uuid, created) : created,
    status: oddStatus(uuid, status),
  };
}
