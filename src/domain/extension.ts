/** An extension of a company's phone system, as Voicenter lists it. */
export interface Extension {
  readonly kind: 'Extension';
  readonly workspace: string;
  /** SIP user, unique within the organisation; never empty. */
  readonly sip: string;
  readonly name: string;
  /** The number that colleagues dial, exactly as the provider sends it; null if there is none. */
  readonly speedDial: string | null;
  readonly account: ExtensionAccount;
  /** null if the extension has neither a user name nor an e-mail address. */
  readonly user: ExtensionUser | null;
}

/** The Voicenter account that an extension is defined in: one organisation can have several. */
export interface ExtensionAccount {
  readonly id: string;
  readonly name: string | null;
}

/** The user that an extension is defined for. */
export interface ExtensionUser {
  readonly name: string | null;
  readonly email: string | null;
}
