import {
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
  isUnionType,
  print,
} from 'graphql';

/*
 * A plugin of graphql-codegen: the schema as a page for people. First what can be asked, then every type by its name,
 * each with its fields, arguments or values in a table.
 */
export function plugin(schema) {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const types = Object.values(schema.getTypeMap()).filter(
    (type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type),
  );
  const sections = [
    { title: 'Operations', types: roots },
    { title: 'Types', types: types.filter((type) => isObjectType(type) && !roots.includes(type)) },
    {
      title: 'Interfaces and unions',
      types: types.filter((type) => isInterfaceType(type) || isUnionType(type)),
    },
    { title: 'Inputs', types: types.filter(isInputObjectType) },
    { title: 'Enums', types: types.filter(isEnumType) },
    { title: 'Scalars', types: types.filter(isScalarType) },
  ];
  return [
    '# The schema',
    'Generated from [schema/switchboard.graphql](../schema/switchboard.graphql) by `npm run codegen`. A type with `!` is never null.',
    ...sections.flatMap(({ title, types: listed }) => [`## ${title}`, ...listed.flatMap(typeSection)]),
    '',
  ].join('\n\n');
}

function typeSection(type) {
  return [`### ${type.name}`, prose(type.description), ...membersOf(type)];
}

function membersOf(type) {
  if (isUnionType(type)) return [`One of ${type.getTypes().map(link).join(', ')}.`];
  if (isEnumType(type)) {
    const rows = type.getValues().map(({ name, description }) => [`\`${name}\``, cell(description)]);
    return [table(['value', 'meaning'], rows)];
  }
  if (isInputObjectType(type))
    return [
      table(
        ['field', 'type', 'meaning'],
        Object.values(type.getFields()).map((field) => row(field)),
      ),
    ];
  if (!isObjectType(type) && !isInterfaceType(type)) return [];
  const interfaces = type.getInterfaces();
  return [
    ...(interfaces.length > 0 ? [`Implements ${interfaces.map(link).join(', ')}.`] : []),
    table(['field', 'type', 'meaning'], Object.values(type.getFields()).flatMap(fieldRows)),
  ];
}

/** A field's row, and one for each of its arguments. */
function fieldRows(field) {
  return [row(field), ...field.args.map((argument) => row(argument, 'argument '))];
}

function row({ name, type, description, astNode }, prefix = '') {
  const value = astNode?.defaultValue;
  const standard = value ? ` Default: \`${print(value)}\`.` : '';
  return [`${prefix}\`${name}\``, link(type), cell(description) + standard];
}

/** A type as it is written, with a link to its own section where it has one. */
function link(type) {
  const text = String(type);
  const name = text.replace(/[[\]!]/g, '');
  const [before, after] = text.split(name);
  const named = /^(ID|String|Int|Float|Boolean)$/.test(name) ? name : `[${name}](#${name.toLowerCase()})`;
  return `${escaped(before)}${named}${escaped(after)}`;
}

function table(head, rows) {
  const lines = [head, head.map(() => '---'), ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function cell(description) {
  return prose(description).replaceAll('\n', ' ').replaceAll('|', '\\|');
}

function prose(description) {
  return (description ?? '').trim();
}

function escaped(brackets) {
  return brackets.replace(/[[\]]/g, '\\$&');
}
