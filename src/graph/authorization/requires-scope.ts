import { GraphQLError } from 'graphql';
import { Directive, Extensions } from 'type-graphql';
import { SCOPES, type Caller, type Scope } from '../../domain/caller.js';
import type { Entity } from '../relay/node.type.js';
import { allOf } from '../schema/all-of.js';

const SCOPE_EXTENSION = 'scope';

/** The scope that reading each entity requires. */
const ENTITY_SCOPES: { readonly [Kind in Entity['kind']]: Scope } = {
  Extension: 'extensions:read',
  Client: 'clients:read',
  Call: 'calls:read',
  Note: 'notes:read',
};

/** Restricts a type or field to callers with a scope; the federated schema declares the scope to routers. */
export function RequiresScope(scope: Scope): ClassDecorator & PropertyDecorator & MethodDecorator {
  return allOf(
    Directive('@authenticated'),
    Directive(`@requiresScopes(scopes: [["${scope}"]])`),
    Extensions({ [SCOPE_EXTENSION]: scope }),
  );
}

/** The scope that a type or field requires by itself; null if it requires none. */
export function scopeOf({ extensions }: { readonly extensions: object }): Scope | null {
  return SCOPES.find((scope) => Reflect.get(extensions, SCOPE_EXTENSION) === scope) ?? null;
}

/** Restricts an entity's type, or a type that leads only to that entity, to callers with the entity's scope. */
export function ScopeOf(kind: Entity['kind']): ClassDecorator {
  return RequiresScope(ENTITY_SCOPES[kind]);
}

/** Throws FORBIDDEN if the caller may not read entities of this type. */
export function requireScopeOf(kind: Entity['kind'], caller: Caller): void {
  requireScope(ENTITY_SCOPES[kind], caller);
}

/** Throws FORBIDDEN if the caller doesn't have the scope. */
export function requireScope(scope: Scope, { scopes }: Caller): void {
  if (scopes !== 'EVERY' && !scopes.has(scope)) throw withoutScope(scope);
}

/** Throws FORBIDDEN if the caller may not see personal data. */
export function requirePersonalData({ seesPersonalData }: Caller): void {
  if (!seesPersonalData) throw withoutScope('pii:read');
}

function withoutScope(scope: Scope): GraphQLError {
  return new GraphQLError(`The scope ${scope} is required.`, { extensions: { code: 'FORBIDDEN' } });
}
