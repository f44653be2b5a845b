/** Assumed lengths of lists whose length depends on the data. FIELD_COSTS covers lists that providers return. */
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

/** Weights of values that are much larger or more expensive than others. */
const WEIGHTS: ReadonlyMap<string, number> = new Map([
  ['Query._sdl', 2000],
  ['_Service.sdl', 2000],
  ['Note.content', 20],
  ['Note.html', 5],
]);

/** The assumed length of this field's (`Type.field`) value: 1 if it isn't a list. */
export function lengthOf(field: string, isList: boolean): number {
  return LENGTHS.get(field) ?? (isList ? LENGTH : 1);
}

/** The number of values that a field's own value counts as. */
export function weightOf(field: string): number {
  return WEIGHTS.get(field) ?? 1;
}
