import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { ClientChanges } from '../../domain/client.js';
import { RequiresScope } from '../authorization/requires-scope.js';
import type { GraphContext } from '../loading/context.js';
import { inputFaults } from '../input/validate-input.js';
import { workspaceOf } from '../input/workspace-argument.js';
import { timeZoneName } from './is-time-zone-name.js';
import { COUNTRIES_REQUIRED } from './countries-fit-mode.js';
import { UpdateClientInput, UpdateClientPayload, type UserError } from './update-client.type.js';
import { Costs } from '../cost/costs.js';
import { updateClient } from '../cost/entity-costs.js';

@Resolver()
export class UpdateClientResolver {
  @RequiresScope('clients:write')
  @Costs({ charge: updateClient })
  @Mutation(() => UpdateClientPayload, {
    nullable: true,
    description: 'Changes the given settings of a workspace’s client at RingMe.',
  })
  async updateClient(
    @Arg('input', () => UpdateClientInput, { validateFn: () => undefined, description: 'What to change.' })
    input: UpdateClientInput,
    @Ctx() context: GraphContext,
  ): Promise<UpdateClientPayload> {
    const { id, client: source } = workspaceOf(context, input.workspace);
    const changes = changesOf(input);
    const faults = userErrorsOf(input, changes);
    if (faults.length > 0) return { client: null, userErrors: faults };
    if (source === null) return { client: null, userErrors: [NO_CLIENT] };

    context.loaders.clientByWorkspace.clear(id);
    const update = await source.updateClient(changes, context.scope);
    switch (update.outcome) {
      case 'UPDATED':
        context.loaders.clientByWorkspace.prime(id, update.client);
        return { client: update.client, userErrors: [] };
      case 'NOT_FOUND':
        return { client: null, userErrors: [NO_CLIENT] };
      case 'INVALID':
      case 'NOT_PERMITTED':
        return { client: null, userErrors: rejected(changes, update.outcome) };
    }
  }
}

const NO_CLIENT: UserError = {
  field: ['workspace'],
  code: 'INVALID',
  message: 'the workspace has no client',
};

const REJECTIONS = {
  INVALID: 'the provider rejects this value or another one sent with it',
  NOT_PERMITTED: 'the provider doesn’t let this service write this field or another one sent with it',
};

/** An error for each field: the provider doesn't say which one it rejects. */
function rejected(changes: ClientChanges, code: keyof typeof REJECTIONS): readonly UserError[] {
  return Object.keys(changes).map((field) => ({ field: [field], code, message: REJECTIONS[code] }));
}

function userErrorsOf(input: UpdateClientInput, changes: ClientChanges): readonly UserError[] {
  if (Object.keys(changes).length === 0) {
    return [{ field: [], code: 'REQUIRED', message: 'at least one field to change must be given' }];
  }
  return inputFaults(input).map(({ field, rule, message }) => ({
    field,
    code: rule === COUNTRIES_REQUIRED ? 'REQUIRED' : 'INVALID',
    message,
  }));
}

/** The fields that the caller gave, including nulls. */
function changesOf({
  workspace: _workspace,
  geoRestriction,
  timezone,
  ...fields
}: UpdateClientInput): ClientChanges {
  const restriction =
    geoRestriction === null || geoRestriction === undefined
      ? geoRestriction
      : { mode: geoRestriction.mode, countries: normalizedCountries(geoRestriction.countries ?? []) };
  const given = Object.entries({
    timezone: timezone && timeZoneName(timezone),
    ...fields,
    geoRestriction: restriction,
  }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given);
}

function normalizedCountries(countries: readonly string[]): readonly string[] {
  return [...new Set(countries.map((country) => country.toUpperCase()))];
}
