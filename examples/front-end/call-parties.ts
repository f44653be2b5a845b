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

/** The party of a call: a name or else the number; `number` is what else to show, or null. */
export interface Party {
  readonly name: string;
  readonly number: string | null;
  /** The number, even if it is also the name; null if it is withheld. */
  readonly phone: string | null;
  /** The uuid of the contact with that name; null if it isn't a contact's. */
  readonly contact: string | null;
}

/** The external side; for an internal call, the called side. */
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

/** The name of the contact with this uuid if it is a party of the call; otherwise null. */
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

/** The caller of an internal call: a name or else the number; null for other calls. */
export function callerOf(masked: FragmentType<typeof CallParties>): string | null {
  const { direction, from } = readFragment(CallParties, masked);
  const [caller] = readFragment(CallParty, from);
  if (direction !== 'INTERNAL' || caller === undefined) return null;
  return nameOf(caller) ?? caller.phone?.formatted ?? caller.phone?.raw ?? null;
}

/** The first agent: a name, empty if unknown, and the internal number; null without an agent. */
export function agentOf(
  masked: FragmentType<typeof CallParties>,
): { readonly name: string; readonly number: string | null } | null {
  const [agent] = readFragment(CallParties, masked).agents;
  if (agent === undefined) return null;
  const name = agent.user ? personName(agent.user) : (agent.extension?.name ?? '');
  return { name, number: agent.internalNumber };
}

/** First and last name; empty if both are unknown. */
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
