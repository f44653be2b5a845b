import { describe, expect, test } from '@jest/globals';
import { loadFile, problemsOf } from './settings-problems.js';

const HASH = 'AB'.repeat(32);
const WORKSPACES = `
workspaces:
  - id: acme
    ccrm: { name: acme, token: t }
  - id: beta
    ccrm: { name: beta, token: t }
`;

function withKeys(...keys: readonly string[]): string {
  return `${WORKSPACES}auth: { apiKeys: [${keys.join(', ')}] }`;
}

describe('API keys', () => {
  test('have a name, a hash, workspaces and scopes', () => {
    const key = `{ name: reporting, sha256: ${HASH}, workspaces: [acme], scopes: [calls:read, notes:read] }`;
    expect(loadFile(withKeys(key)).auth).toEqual({
      apiKeys: [
        {
          name: 'reporting',
          sha256: 'ab'.repeat(32),
          workspaces: ['acme'],
          scopes: ['calls:read', 'notes:read'],
        },
      ],
    });
  });

  test('are none where nothing is said of them', () => {
    expect(loadFile(WORKSPACES).auth).toBeNull();
  });

  test.each([
    ['a key in the place of its hash', { sha256: 'secret-key' }, 'sha256'],
    ['a workspace that isn’t there', { workspaces: '[gamma]' }, 'workspaces'],
    ['no workspace', { workspaces: '[]' }, 'workspaces'],
    ['a scope that isn’t there', { scopes: '[calls:write]' }, 'scopes'],
    ['one scope twice', { scopes: '[calls:read, calls:read]' }, 'scopes'],
    ['scopes as text', { scopes: 'calls:read' }, 'scopes'],
    ['no name', { name: '""' }, 'name'],
  ])('%s is refused without being shown', (_, change, setting) => {
    const key = { name: 'reporting', sha256: HASH, workspaces: '[acme]', scopes: '[calls:read]', ...change };
    const yaml = Object.entries(key).map(([name, value]) => `${name}: ${value}`);
    const problems = problemsOf(() => loadFile(withKeys(`{ ${yaml.join(', ')} }`)));
    expect(Object.keys(problems)).toEqual([`auth.apiKeys[0].${setting}`]);
    expect(JSON.stringify(problems)).not.toMatch(/secret-key|gamma/);
  });

  test('a section without a key is refused, so that nobody takes it for protection', () => {
    expect(problemsOf(() => loadFile(`${WORKSPACES}auth: {}`))).toEqual({
      'auth.apiKeys': 'a list of at least one key',
    });
  });

  test('tokens are not supported yet, and are refused', () => {
    const jwt = `${WORKSPACES}auth: { jwt: { jwksUrl: "https://login.example/keys" } }`;
    expect(problemsOf(() => loadFile(jwt))).toMatchObject({
      'auth.jwt': 'nothing: it is not supported by this version',
    });
  });
});
