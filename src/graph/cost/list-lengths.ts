/** Items of lists whose length only the data tell; lists that providers are asked for are in the costs of fields. */
const LENGTHS: ReadonlyMap<string, number> = new Map([
  ['Call.from', 1],
  ['Call.to', 1],
  ['PhoneWorkspace.providers', 3],
  ['UpdateClientPayload.userErrors', 10],
  ['__Schema.types', 80],
  ['__Schema.directives', 15],
  ['__Type.fields', 8],
  ['__Type.inputFields', 2],
  ['__Type.enumValues', 2],
  ['__Type.interfaces', 1],
  ['__Type.possibleTypes', 1],
  // Most types aren't wrapped more than once.
  ['__Type.ofType', 0.5],
]);
const LENGTH = 2;

/** Values that stand for one that is much larger or dearer than others. */
const WEIGHTS: ReadonlyMap<string, number> = new Map([
  ['Query._sdl', 2000],
  ['_Service.sdl', 2000],
  ['Note.content', 20],
  ['Note.html', 5],
]);

/** Values that one value of this field (`Type.field`) is taken to have: 1 where it is no list. */
export function lengthOf(field: string, isList: boolean): number {
  return LENGTHS.get(field) ?? (isList ? LENGTH : 1);
}

/** How many values a field's own value counts for. */
export function weightOf(field: string): number {
  return WEIGHTS.get(field) ?? 1;
}
