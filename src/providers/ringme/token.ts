import type { OperationScope } from '../../domain/operation/operation-scope.js';
import type { RingmeSettings } from '../../config/workspace-settings.js';
import { resentIfReplaced } from '../../upstream/replaced-credentials.js';
import type { AppTokens, AppTokenStore } from './app-tokens.js';

export type Tokens = ReturnType<typeof createTokens>;

/** Milliseconds for which a refused token isn't replaced if it replaced a refused one itself. */
const REPLACE_COOLDOWN = 60_000;

/**
 * The bearer tokens of one workspace, as in `AppTokens`: the fixed token of the settings, or the tokens of their
 * application from `apps`. Reads `settings.auth` each time, so that tokens of replaced credentials are not used.
 */
export function createTokens(settings: Pick<RingmeSettings, 'auth'>, apps: AppTokenStore) {
  let unproven: { readonly token: string; readonly since: number } | null = null;
  const present = () => tokensOf(settings.auth, apps);

  return {
    current: (scope: OperationScope) =>
      resentIfReplaced(
        () => settings.auth,
        () => present().current(scope),
      ),
    /** Also returns null if `refused` itself replaced a refused token within the last minute and was never accepted. */
    async replace(refused: string, scope: OperationScope): Promise<string | null> {
      if (unproven?.token === refused && apps.now() - unproven.since < REPLACE_COOLDOWN) return null;
      const token = await present().replace(refused, scope);
      unproven = token === null ? null : { token, since: apps.now() };
      return token;
    },
    /** Must be called when the provider has accepted a token. */
    accepted(token: string): void {
      if (unproven?.token === token) unproven = null;
    },
    inPlaceOf: (token: string) => present().inPlaceOf(token),
  };
}

function tokensOf(auth: RingmeSettings['auth'], apps: AppTokenStore): AppTokens {
  return auth.kind === 'token' ? fixedToken(auth.token) : apps.tokensOf(auth);
}

function fixedToken(token: string): AppTokens {
  return {
    current: () => Promise.resolve(token),
    replace: (refused) => Promise.resolve(refused === token ? null : token),
    inPlaceOf: () => token,
  };
}
