import type { OperationScope } from '../../domain/operation/operation-scope.js';
import type { RingmeSettings } from '../../config/workspace-settings.js';
import { isRefusal } from '../../domain/operation/stale.js';
import type { AppTokens, AppTokenStore } from './app-tokens.js';

/** The bearer tokens of one workspace. */
export interface Tokens {
  /** The token to send. Rejects with UPSTREAM_TIMEOUT when the operation is over, and with the token request's failure. */
  current(scope: OperationScope): Promise<string>;
  /**
   * The token to send in place of one that was refused; null if there can be no other, or if this one came in place
   * of a refused one within the last minute and was never accepted, so that a new one would hardly be.
   */
  replace(refused: string, scope: OperationScope): Promise<string | null>;
  /** Notes that the provider took a token. */
  accepted(token: string): void;
  /** The token to send if this one was to be sent, and had to wait: the credentials may have been replaced. */
  inPlaceOf(token: string): string;
}

/** Milliseconds for which a token isn't replaced that came in place of another one and was refused, too. */
const PATIENCE = 60_000;

/**
 * The fixed token of the settings, or those of its application from `apps`. `settings.auth` is read anew each time:
 * what was issued for others than the present credentials isn't used any more.
 */
export function createTokens(settings: Pick<RingmeSettings, 'auth'>, apps: AppTokenStore): Tokens {
  let unproven: { readonly token: string; readonly since: number } | null = null;
  const present = () => tokensOf(settings.auth, apps);

  return {
    async current(scope) {
      const { auth } = settings;
      try {
        return await present().current(scope);
      } catch (error) {
        if (auth === settings.auth || !isRefusal(error)) throw error;
        return present().current(scope);
      }
    },
    async replace(refused, scope) {
      if (unproven?.token === refused && apps.now() - unproven.since < PATIENCE) return null;
      const token = await present().replace(refused, scope);
      unproven = token === null ? null : { token, since: apps.now() };
      return token;
    },
    accepted(token) {
      if (unproven?.token === token) unproven = null;
    },
    inPlaceOf: (token) => present().inPlaceOf(token),
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
