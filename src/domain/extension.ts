/** One extension of a company's phone system, as Voicenter lists it. */
export interface Extension {
  readonly kind: 'Extension';
  /** The workspace that the extension belongs to. */
  readonly workspace: string;
  /** SIP user, unique within the organisation; never empty. */
  readonly sip: string;
  readonly name: string;
  /** The number that colleagues dial, exactly as the provider writes it; null where there is none. */
  readonly speedDial: string | null;
  readonly account: ExtensionAccount;
  /** null where the extension has neither user name nor e-mail. */
  readonly user: ExtensionUser | null;
}

export interface ExtensionAccount {
  readonly id: string;
  readonly name: string | null;
}

export interface ExtensionUser {
  readonly name: string | null;
  readonly email: string | null;
}
