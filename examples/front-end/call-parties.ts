import { readFragment, type FragmentType } from './generated/fragment-masking.ts';
import { graphql } from './generated/gql.ts';
import type { CallPartyFragment } from './generated/graphql.ts';

const CallParties = graphql(`
  fragment CallParties on Call {
    externalParty {
      ...CallParty
    }
    from {
      ...CallParty
    }
    to {
      ...CallParty
    }
    direction
    agents {
      internalNumber
      user {
        uuid
        firstName
        lastName
      }
      extension {
        id
        name
      }
    }
  }
`);

const CallParty = graphql(`
  fragment CallParty on CallParty {
    contact {
      __typename
      ... on CallContactPerson {
        uuid
        firstName
        lastName
      }
      ... on CallContactOrganisation {
        uuid
        name
      }
    }
    phone {
      formatted
      raw
    }
    extension {
      id
      name
    }
  }
`);

/** Whom a call was with: a name, or else the number; `number` is what is left to say, or null. */
export interface Party {
  readonly name: string;
  readonly number: string | null;
  /** The number, also if it is the name; null if it is withheld. */
  readonly phone: string | null;
  /** The uuid of the contact whose name it is; null if it is no contact's. */
  readonly contact: string | null;
}

/** The side outside of the company; of a call within it, who was called. */
export function partyOf(masked: FragmentType<typeof CallParties>): Party {
  const { externalParty, direction, from, to } = readFragment(CallParties, masked);
  const others = direction === 'OUTBOUND' || direction === 'INTERNAL' ? to : from;
  const parties = readFragment(CallParty, externalParty === null ? others : [externalParty, ...others]);
  const [party] = parties;
  const phone = party?.phone?.formatted ?? party?.phone?.raw ?? null;
  const named = parties.find((each) => nameOf(each) !== null);
  const name = named === undefined ? null : nameOf(named);
  if (name === null) return { name: phone ?? 'Withheld number', number: null, phone, contact: null };
  return { name, number: phone, phone, contact: named?.contact?.uuid ?? null };
}

/** The name of the contact with this uuid, if it is a party of the call; else null. */
export function contactName(masked: FragmentType<typeof CallParties>, uuid: string): string | null {
  const { externalParty, from, to } = readFragment(CallParties, masked);
  const parties = readFragment(CallParty, [
    ...(externalParty === null ? [] : [externalParty]),
    ...from,
    ...to,
  ]);
  const party = parties.find(({ contact }) => contact?.uuid === uuid);
  return party === undefined ? null : nameOf(party);
}

/** Who began a call within the company: a name, or else the number; null for every other call. */
export function callerOf(masked: FragmentType<typeof CallParties>): string | null {
  const { direction, from } = readFragment(CallParties, masked);
  const [caller] = readFragment(CallParty, from);
  if (direction !== 'INTERNAL' || caller === undefined) return null;
  return nameOf(caller) ?? caller.phone?.formatted ?? caller.phone?.raw ?? null;
}

/** The first agent: a name, empty where none is known, and the internal number; null where none took part. */
export function agentOf(
  masked: FragmentType<typeof CallParties>,
): { readonly name: string; readonly number: string | null } | null {
  const [agent] = readFragment(CallParties, masked).agents;
  if (agent === undefined) return null;
  const name = agent.user ? personName(agent.user) : (agent.extension?.name ?? '');
  return { name, number: agent.internalNumber };
}

/** First and last name; empty where neither is known. */
export function personName({
  firstName,
  lastName,
}: {
  firstName: string | null;
  lastName: string | null;
}): string {
  return [firstName, lastName].filter((part) => part !== null).join(' ');
}

function nameOf({ contact, extension }: CallPartyFragment): string | null {
  if (contact === null) return extension?.name || null;
  const name = contact.__typename === 'CallContactPerson' ? personName(contact) : (contact.name ?? '');
  return name === '' ? null : name;
}
