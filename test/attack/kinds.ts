import {
  deafSockets,
  goneCallers,
  malformedRequests,
  pipelining,
  tinyChunks,
  trickledBodies,
  unknownAddresses,
  unreadAnswers,
} from './connections.ts';
import { badKeys, badTokens } from './credentials.ts';
import {
  differentDocuments,
  heavyDocuments,
  hostileNotes,
  idLists,
  longSearches,
  longTexts,
} from './operations.ts';
import { idleSockets, messageFloods, pingFloods, pongFloods } from './sockets.ts';
import type { Attack } from './target.ts';

/** All attacks, by the name that `--only` accepts. */
export const ATTACKS: Readonly<Record<string, Attack>> = {
  'ping-floods': pingFloods,
  'pong-floods': pongFloods,
  'message-floods': messageFloods,
  'idle-sockets': idleSockets,
  'deaf-sockets': deafSockets,
  'trickled-bodies': trickledBodies,
  'unknown-addresses': unknownAddresses,
  'tiny-chunks': tinyChunks,
  'gone-callers': goneCallers,
  'unread-responses': unreadAnswers,
  pipelining,
  'heavy-documents': heavyDocuments,
  'long-searches': longSearches,
  'id-lists': idLists,
  'different-documents': differentDocuments,
  'long-texts': longTexts,
  'hostile-notes': hostileNotes,
  'bad-keys': badKeys,
  'bad-tokens': badTokens,
  'malformed-requests': malformedRequests,
};
