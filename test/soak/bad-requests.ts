import { operation, type Sent } from './exchange.ts';

/** Requests that can't be answered as sent, and some that no client sends on purpose. */
export function badRequests(from: string, to: string): readonly Sent[] {
  const range = `from: "${from}", to: "${to}"`;
  return [
    operation('{ calls('),
    operation('{ nothing }'),
    operation(`{ calls(from: "${to}", to: "${from}") { totalCount } }`),
    operation(`{ calls(${range}, first: 0) { totalCount } }`),
    operation(`{ calls(${range}, after: "bm90IGEgY3Vyc29y") { totalCount } }`),
    operation('query ($from: DateTime!) { calls(from: $from, to: $from) { totalCount } }', { from: 'today' }),
    operation('{ node(id: "bm90IGFuIGlk") { id } call(uuid: "none") { uuid } }'),
    operation('{ client(workspace: "another") { name } }'),
    operation('{ __proto__: __typename }'),
    operation('{ client { deep: name } }', { unused: { a: [[[[]]]] } }),
    operation('query A { client { name } } query B { clients { name } }'),
    operation('{ _entities(representations: [{ __typename: "Person", id: "1" }]) { __typename } }'),
    { method: 'POST', path: '/graphql', body: '{"query": ' },
    { method: 'POST', path: '/graphql', body: '{"query":"{ client { name } }","variables":[]}' },
    { method: 'POST', path: '/graphql', body: '12345678901234567890' },
    { method: 'GET', path: '/graphql?query=%7Bclient%7Bname%7D%7D' },
    { method: 'GET', path: '/health/ready' },
    { method: 'GET', path: '/nowhere' },
  ];
}
