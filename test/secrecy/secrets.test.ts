import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { WorkspaceSettings } from '../../src/config/workspace-settings.js';
import type { Sandbox } from '../../src/sandbox/sandbox.js';
import { sandboxWorkspace } from '../../src/app/sandbox-workspace.js';
import { openTraces } from '../../src/observability/tracing/open-traces.js';
import { CallsWithNotesDocument, UpdateClientDocument } from '../generated/operations.js';
import { aCompany, DAY } from '../support/a-company.js';
import { buildProgram, type Program } from '../support/a-process.js';
import { startCollector } from '../observability/a-collector.js';
import { aCall, aClient, anExtension, aNote } from '../support/builders.js';
import { startSwitchboard } from '../support/a-switchboard.js';
import { aLogger } from '../support/a-logger.js';
import { foundIn } from './canaries.js';
import { failuresWith } from './failures.js';

const KEY = 'canary key of a caller';
const SECRETS = {
  voicenter: 'canary code & secret',
  ringme: 'canary-token-of-ringme/+',
  ccrm: 'canary-token-of-ccrm/+',
  appSecret: 'canary secret of an app',
};
const DATA = [
  'Kanárkovska',
  'Zofia Kanarek',
  'kanarek@example.com',
  '+48 699 123 987',
  '48699123987',
  'kanarek w tekście',
];
const ALL = [KEY, ...Object.values(SECRETS), ...DATA];

/** Searches everything that was emitted, by the name of the output. */
function expectNoCanary(emitted: Readonly<Record<string, string>>): void {
  for (const [output, text] of Object.entries(emitted)) {
    expect({ [output]: foundIn(text, ALL) }).toEqual({ [output]: [] });
  }
}

/** The error codes in a JSON text, in alphabetical order. */
function codesIn(text: string): readonly string[] {
  return [...new Set([...text.matchAll(/"code":"(\w+)"/g)].map(([, code = '']) => code))].sort();
}

const UPSTREAM_CODES = [
  'OUTCOME_UNKNOWN',
  'UPSTREAM_BAD_RESPONSE',
  'UPSTREAM_RATE_LIMITED',
  'UPSTREAM_TIMEOUT',
  'UPSTREAM_UNAUTHORIZED',
  'UPSTREAM_UNAVAILABLE',
];

const REFUSAL_CODES = [
  'BAD_REQUEST',
  'FORBIDDEN',
  'PERSISTED_QUERY_NOT_FOUND',
  'RATE_LIMITED',
  'UNAUTHENTICATED',
];

/** A company in which every name, number, address and text is a canary. */
function aCanaryCompany() {
  const [surname = '', name = '', mail = '', formatted = '', digits = '', text = ''] = DATA;
  const externalNumber = { numberNotFormatted: Number(digits), numberFormatted: formatted, type: 'unknown' };
  const call = aCall({
    note: 1,
    externalNumber,
    from: { ...externalNumber, number: formatted },
    smsData: { text },
  });
  const note = aNote({
    text,
    user: { firstName: name, lastName: surname, uuid: 'a26b956b-ce46-48f4-a1bd-b657136d4148' },
  });
  return {
    calls: [call, aCall({ uuid: 'no uuid', callDate: text, status: 'KANAREK' })],
    notes: { [call.uuid]: [note] },
    client: aClient({ email: mail, name: surname, contact_phones: formatted, type: text }),
    extensions: [anExtension({ Name: name, UserName: surname, UserEmail: mail })],
  };
}

/** The sandbox's workspace with credentials that it doesn't accept. */
function withSecrets(sandbox: Sandbox): WorkspaceSettings {
  const { voicenter, ringme, ccrm, ...workspace } = sandboxWorkspace(sandbox);
  return {
    ...workspace,
    voicenter: voicenter && { ...voicenter, code: SECRETS.voicenter },
    ringme: ringme && { ...ringme, auth: { kind: 'token', token: SECRETS.ringme } },
    ccrm: ccrm && { ...ccrm, token: SECRETS.ccrm },
  };
}

test.each(['good', 'refused'])(
  'no provider failure reveals secrets or personal data, with %s credentials',
  async (kind) => {
    await using collector = await startCollector();
    const { url } = collector;
    const traces = openTraces(
      { url, serviceName: 'switchboard', sampler: 'always_on', parentBased: true, ratio: 1 },
      aLogger().logger,
    );
    await using board = await startSwitchboard({
      sandbox: { data: aCanaryCompany() },
      ...(kind === 'refused' && { workspaces: (sandbox: Sandbox) => [withSecrets(sandbox)] }),
      upstream: { attemptTimeout: 0.3, deadline: 0.6 },
      metrics: true,
      traces,
    });
    const refusals: unknown[] = [];
    for (const fault of Object.values(failuresWith(`${SECRETS.ringme} ${DATA[5] ?? ''}`))) {
      board.sandbox.behaviour.faults = fault === null ? [] : [fault];
      const answers = await Promise.all([
        board.query(CallsWithNotesDocument, DAY),
        board.query('query ($a: String) { extensions(search: $a) { totalCount } }', { a: DATA[0] }),
        board.query(UpdateClientDocument, { input: { diskSpaceNotifyEmail: DATA[2] } }),
      ]);
      refusals.push(answers.map(({ errors }) => errors));
    }
    expect(codesIn(JSON.stringify(refusals))).toEqual(UPSTREAM_CODES);
    const metrics = await (await fetch(`${board.url}/metrics`)).text();
    expect(metrics).toContain('outcome="UPSTREAM_');
    await traces.close();
    const spans = Buffer.concat(collector.bodies).toString('latin1');
    expect(spans).toContain('UPSTREAM_');
    expectNoCanary({ refusals: JSON.stringify(refusals), log: JSON.stringify(board.log), metrics, spans });
  },
);

test('error responses and logs don’t quote rejected requests (except values in the document)', async () => {
  await using board = await startSwitchboard({
    sandbox: { data: aCompany([0]) },
    auth: {
      apiKeys: [
        {
          name: 'reporting',
          sha256: createHash('sha256').update(KEY).digest('hex'),
          workspaces: ['sandbox'],
          scopes: ['calls:read'],
          maskPersonalData: false,
        },
      ],
      jwt: null,
      requestsPerMinute: 20,
    },
  });
  const [secret = ''] = ALL;
  const encoded = encodeURIComponent(secret);
  const send = (path: string, init: RequestInit) => fetch(board.url + path, init);
  const json = { 'content-type': 'application/json' };
  const refusals = [
    await send(`/${encoded}?a=${encoded}`, {}),
    await send(`/playground/${encoded}`, {}),
    await send('/graphql', { method: 'POST', headers: { ...json, 'x-api-key': `${KEY} wrong` }, body: '{}' }),
    await send('/graphql', {
      method: 'POST',
      headers: { ...json, authorization: `Bearer ${encoded}` },
      body: '{}',
    }),
    await send('/graphql', {
      method: 'POST',
      headers: { 'content-type': secret, 'x-api-key': KEY },
      body: secret,
    }),
    await send('/graphql', { method: 'POST', headers: { ...json, 'x-api-key': KEY }, body: secret }),
    await send('/graphql', {
      method: 'POST',
      headers: { ...json, 'x-api-key': KEY },
      body: `{"documentId":"${secret}"}`,
    }),
    await send(`/graphql?query={client{name}}&variables=${encoded}`, {
      headers: { ...json, 'x-api-key': KEY },
    }),
    await send('/graphql', {
      method: 'POST',
      headers: { ...json, 'x-api-key': KEY, cookie: secret },
      body: '{"query":"{ client { name } }"}',
    }),
  ];
  const beyond = Array.from({ length: 21 }, () =>
    send('/graphql', {
      method: 'POST',
      headers: { ...json, 'x-api-key': KEY },
      body: JSON.stringify({
        query: 'query ($a: ID) { client(clientId: $a) { id } }',
        variables: { a: secret },
      }),
    }),
  );
  refusals.push(...(await Promise.all(beyond)));
  const texts = await Promise.all(refusals.map((response) => response.text()));
  expect(codesIn(texts.join())).toEqual(REFUSAL_CODES);
  expectNoCanary({
    refusals: texts.join('\n') + refusals.map(({ headers }) => [...headers].join()).join(),
    log: JSON.stringify(board.log),
  });
});

let program: Program;
const folder = mkdtempSync(join(tmpdir(), 'crash-'));
beforeAll(async () => {
  program = await buildProgram();
});
afterAll(() => {
  rmSync(folder, { recursive: true });
  program.kill();
});

const credentials = {
  PORT: '0',
  VOICENTER_CODE: SECRETS.voicenter,
  RINGME_URL: 'https://pbx.example.com',
  RINGME_TOKEN: SECRETS.ringme,
  CCRM_NAME: 'acme',
  CCRM_TOKEN: SECRETS.ccrm,
};

test.each<[string, Readonly<Record<string, string>>]>([
  ['with a URL instead of a name', { CCRM_NAME: `https://${SECRETS.ccrm}@acme.ccrm.pl` }],
  ['with a secret in a URL', { RINGME_URL: `https://user:${SECRETS.ringme}@pbx.example.com` }],
  ['with a secret that has a line break', { CCRM_TOKEN: `${SECRETS.ccrm}\n` }],
  ['with two kinds of credentials', { RINGME_APP_ID: 'app', RINGME_APP_SECRET: SECRETS.appSecret }],
  ['with an invalid listening address', { HOST: SECRETS.voicenter }],
  [
    'with a missing manifest',
    { TRUSTED_DOCUMENTS_MODE: 'enforce', TRUSTED_DOCUMENTS_MANIFEST: `/${SECRETS.ccrm}` },
  ],
])('a failed start %s reveals no secret', async (_, wrong) => {
  const { code, output, complaint } = await program.refusal({ ...credentials, ...wrong });
  expect(code).toBe(2);
  expect(complaint).toContain('Invalid settings');
  expectNoCanary({ output, complaint });
});

test.each([
  ['an exception', `throw error`],
  ['an unhandled rejection', 'Promise.reject(error)'],
])(
  'a crash by %s logs the kind and the place, not the message (guard: uncaughtException in command-line.ts)',
  async (_, crash) => {
    const message = JSON.stringify(`${SECRETS.ccrm}\n    at ${DATA[1] ?? ''} (file.js:1:1)`);
    const script = `const error = new TypeError(${message});
    const timer = setInterval(() => {
      if (process.listenerCount('uncaughtException') === 0 && process.uptime() < 5) return;
      clearInterval(timer);
      ${crash};
    }, 20);`;
    const file = join(folder, 'crash.cjs');
    writeFileSync(file, script);
    const NODE_OPTIONS = `--require=${file}`;
    const { code, output, complaint } = await program.refusal({ ...credentials, NODE_OPTIONS });
    expect(code).toBe(1);
    expect(complaint).toContain('"msg":"crash","kind":"TypeError"');
    expectNoCanary({ output, complaint });
  },
);
