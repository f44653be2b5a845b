import { malformedRequests, pipelining, trickledBodies, unreadAnswers } from './connections.ts';
import { badKeys, badTokens } from './credentials.ts';
import {
  differentDocuments,
  heavyDocuments,
  hostileNotes,
  idLists,
  longSearches,
  longTexts,
} from './operations.ts';
import { idleSockets, messageFloods, pingFloods } from './sockets.ts';
import type { Attack } from './target.ts';

/** Every way to attack, by the name that `--only` takes. */
export const ATTACKS: Readonly<Record<string, Attack>> = {
  'ping-floods': pingFloods,
  'message-floods': messageFloods,
  'idle-sockets': idleSockets,
  'trickled-bodies': trickledBodies,
  'unread-answers': unreadAnswers,
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
