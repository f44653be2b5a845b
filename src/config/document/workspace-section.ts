import { Allow, ValidateIf } from 'class-validator';
import {
  Address,
  BearerToken,
  ClientId,
  Country,
  DnsLabel,
  Flag,
  NotBeside,
  RequiredUnless,
  Secret,
  TimeZone,
  WorkspaceId,
} from './setting-rules.js';

/*
 * The sections of a workspace as an operator writes them, in the manner of settings-document.ts.
 */

/** `undefined` stands for a provider that the company hasn't. */
export class WorkspaceSection {
  @WorkspaceId() id = '';

  @ValidateIf(({ country }: WorkspaceSection) => country !== undefined)
  @Country()
  country: string | undefined = undefined;

  @Allow() voicenter: unknown = undefined;
  @Allow() ringme: unknown = undefined;
  @Allow() ccrm: unknown = undefined;
}

/** A workspace is a whole company, so that the whole organisation is the default of `showAll`. */
export class VoicenterSection {
  @Address() url = 'https://monitor.voicenter.co.il/Comet/api/GetExtensions';
  @Secret("the account's code") code = '';
  @Flag() showAll: boolean | number | string = true;
}

/** No default address: the platform is run under several names, and a token must not reach another one's. */
export class RingmeSection {
  @Address() url = '';
  @ClientId() clientId: string | number = '@me';

  @RequiredUnless('token', 'app')
  @NotBeside('app', "either a token or an application's id and secret, not both")
  @BearerToken("a token, or an application's id and secret")
  token: string | undefined = undefined;

  @Allow() app: unknown = undefined;
}

export class RingmeAppSection {
  @Secret("the application's id") id = '';
  @Secret("the application's secret") secret = '';

  @ValidateIf((app: RingmeAppSection) => app.tokenUrl !== undefined)
  @Address()
  tokenUrl: string | undefined = undefined;
}

export class CcrmSection {
  @RequiredUnless('name', 'url')
  @DnsLabel('the name in https://{name}.ccrm.pl, or a url')
  name: string | undefined = undefined;

  @ValidateIf((ccrm: CcrmSection) => ccrm.url !== undefined)
  @NotBeside('name', 'either a url or a name, not both')
  @Address()
  url: string | undefined = undefined;

  @BearerToken('an API key') token = '';
  @TimeZone() timezone = 'Europe/Warsaw';
}

/** A provider that the company hasn't is null. */
export interface WorkspaceDocument {
  readonly id: string;
  readonly country: string | undefined;
  readonly voicenter: VoicenterSection | null;
  readonly ringme: { readonly section: RingmeSection; readonly app: RingmeAppSection | null } | null;
  readonly ccrm: CcrmSection | null;
}
