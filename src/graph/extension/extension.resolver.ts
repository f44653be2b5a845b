import { Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { Call } from '../../domain/call.js';
import type { Awaitable } from '../../domain/awaitable.js';
import type { Client } from '../../domain/client.js';
import type { Extension } from '../../domain/extension.js';
import { badUserInput } from '../input/bad-user-input.js';
import { CallConnection } from '../call/call.type.js';
import { callPage } from '../call/call-page.js';
import { CallsArgs } from '../call/call.args.js';
import { ClientObjectType } from '../client/client.type.js';
import type { GraphContext } from '../loading/context.js';
import type { Loaders } from '../loading/loaders.js';
import { WORKSPACE_DESCRIPTION, WorkspaceType } from '../workspace/workspace.type.js';
import { workspaceOf } from '../input/workspace-argument.js';
import { ExtensionArgs, ExtensionsArgs } from './extension.args.js';
import { extensionPage } from './extension-page.js';
import { ExtensionConnection, ExtensionType } from './extension.type.js';
import { Costs, PageCosts } from '../cost/costs.js';
import { inWorkspace } from '../cost/field-cost.js';
import { client, extension, extensionsOfEach } from '../cost/entity-costs.js';
import { callsOfExtension } from '../cost/range-costs.js';

@Resolver(() => ExtensionType)
export class ExtensionResolver {
  @PageCosts((field) => extensionsOfEach(inWorkspace(field)))
  @Query(() => ExtensionConnection, {
    nullable: true,
    description: 'The extensions of a workspace, ordered by name; null if it has no Voicenter account.',
  })
  extensions(
    @Args(() => ExtensionsArgs) args: ExtensionsArgs,
    @Ctx() context: GraphContext,
  ): Promise<ExtensionConnection | null> {
    const { id } = workspaceOf(context, args.workspace);
    return extensionPage(id, context, args, args.search);
  }

  @Costs({ charge: (field) => extension(inWorkspace(field)) })
  @Query(() => ExtensionType, {
    nullable: true,
    description:
      'The extension with this SIP, this speed dial, or both; null if there is none, or more than one.',
  })
  async extension(
    @Args(() => ExtensionArgs) { workspace, sip, speedDial }: ExtensionArgs,
    @Ctx() context: GraphContext,
  ): Promise<Extension | null> {
    const { id } = workspaceOf(context, workspace);
    if (typeof sip !== 'string' && typeof speedDial !== 'string') {
      throw badUserInput('extension', 'sip or speedDial must be given');
    }
    const directory = await context.loaders.extensionsByWorkspace.load(id);
    if (directory === null) return null;
    if (typeof sip !== 'string') return directory.bySpeedDial(speedDial ?? '');
    const extension = directory.bySip(sip);
    return typeof speedDial === 'string' && extension?.speedDial !== speedDial ? null : extension;
  }

  @FieldResolver(() => WorkspaceType, { description: WORKSPACE_DESCRIPTION })
  workspace(@Root() { workspace }: Extension): WorkspaceType {
    return { id: workspace };
  }

  @Costs({ charge: client })
  @FieldResolver(() => ClientObjectType, { nullable: true, description: 'The company’s client at RingMe.' })
  client(@Root() { workspace }: Extension, @Ctx() { loaders }: GraphContext): Awaitable<Client | null> {
    return loaders.clientByWorkspace.load(workspace);
  }

  @PageCosts(callsOfExtension)
  @FieldResolver(() => CallConnection, {
    nullable: true,
    description:
      'The calls in which an agent used this extension; null if it has no speed dial, if another extension has the same one, or if the workspace has no ccrm account.',
  })
  async calls(
    @Root() extension: Extension,
    @Args(() => CallsArgs) args: CallsArgs,
    @Ctx() { loaders, caller }: GraphContext,
  ): Promise<CallConnection | null> {
    const history = loaders.callHistory(extension.workspace);
    const directory = await loaders.extensionsByWorkspace.load(extension.workspace);
    if (history === null || directory?.hasUniqueNumber(extension) !== true) return null;
    return callPage(extension.workspace, history, args, caller, (calls) =>
      callsOf(extension, calls, loaders),
    );
  }
}

async function callsOf(
  extension: Extension,
  calls: readonly Call[],
  loaders: Loaders,
): Promise<readonly Call[]> {
  const { workspace, sip } = extension;
  const numbers = [
    ...new Set(calls.flatMap(({ agents }) => agents.map(({ internalNumber }) => internalNumber))),
  ];
  const linked = await Promise.all(
    numbers.map(async (internalNumber) => loaders.extensionByAgentNumber.load({ workspace, internalNumber })),
  );
  const own = new Set(numbers.filter((_, index) => linked[index]?.sip === sip));
  return calls.filter(({ agents }) => agents.some(({ internalNumber }) => own.has(internalNumber)));
}
