import type { Extension } from '../../domain/extension.js';
import { dialled, recordOf, text } from '../../json/decode.js';
import { fieldReader } from '../../upstream/field-reader.js';
import type { Anomalies } from '../../upstream/anomalies.js';
import { nothingReadable } from '../../upstream/provider-errors.js';
import { extensionsRoute } from './api.js';

const extensionRecord = recordOf([
  'SIP',
  'Name',
  'SpeedDial',
  'AccountID',
  'AccountName',
  'UserName',
  'UserEmail',
]);

/**
 * The extensions of a workspace from GetExtensions' records, in their order. Skips and reports records without a SIP
 * user, and all but the first with the same SIP user. Throws UPSTREAM_BAD_RESPONSE if there are records but none has a
 * SIP user.
 */
export function decodeExtensions(
  workspace: string,
  records: readonly unknown[],
  anomalies: Anomalies,
): readonly Extension[] {
  const bySip = new Map<string, Extension>();
  let withoutSip = 0;
  let repeated = 0;
  for (const one of records) {
    const extension = decodeExtension(workspace, one, anomalies);
    if (extension === null) withoutSip += 1;
    else if (bySip.has(extension.sip)) repeated += 1;
    else bySip.set(extension.sip, extension);
  }
  if (bySip.size === 0 && records.length > 0) throw nothingReadable('voicenter', records.length);
  anomalies.leftOut(extensionsRoute, 'no SIP', withoutSip);
  anomalies.leftOut(extensionsRoute, 'repeated SIP', repeated);
  return [...bySip.values()];
}

function decodeExtension(workspace: string, value: unknown, anomalies: Anomalies): Extension | null {
  const payload = extensionRecord(value) ?? {};
  const sip = identifier(payload.SIP);
  if (sip === null) return null;
  const fields = fieldReader(payload, anomalies);
  const read = (field: string) => fields.value(field, text);
  const user = { name: read('UserName'), email: read('UserEmail') };
  const accountId = identifier(payload.AccountID);
  if (accountId === null) anomalies.unknownValue('AccountID', null);
  return {
    kind: 'Extension',
    workspace,
    sip,
    name: read('Name') ?? '',
    speedDial: fields.value('SpeedDial', (value) => dialled(value)?.trim() ?? null),
    account: { id: accountId ?? '', name: read('AccountName') },
    user: user.name === null && user.email === null ? null : user,
  };
}

/** Without the spaces with which a database pads it. */
function identifier(value: unknown): string | null {
  return text(value)?.trim() ?? null;
}
