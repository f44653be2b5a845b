import { expect as expectOf } from 'expect';

/* The part of `@jest/globals` that the suites of `npm run mutate` use. It collects the tests, and runs none. */

const hooks = () => ({ beforeAll: [], beforeEach: [], afterEach: [], afterAll: [] });

/** The outermost group, of all suites; a test has `run`, a group has `parts`. */
export const all = { name: '', parent: null, parts: [], ...hooks() };
let open = all;

export const expect = expectOf;
export const jest = { setTimeout: () => undefined };

export function describe(name, define) {
  const group = { name, parent: open, parts: [], ...hooks() };
  open.parts.push(group);
  open = group;
  define();
  open = group.parent;
}

export function test(name, run) {
  open.parts.push({ name, run });
}

const each = (add) => (table) => (name, run) => {
  for (const [index, row] of table.entries()) {
    add(`${name} (${index + 1})`, () => (Array.isArray(row) ? run(...row) : run(row)));
  }
};
describe.each = each(describe);
test.each = each(test);

export const beforeAll = (hook) => void open.beforeAll.push(hook);
export const beforeEach = (hook) => void open.beforeEach.push(hook);
export const afterEach = (hook) => void open.afterEach.push(hook);
export const afterAll = (hook) => void open.afterAll.push(hook);
