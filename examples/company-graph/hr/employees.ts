export interface Employee {
  readonly id: string;
  readonly name: string;
  readonly department: string;
  /** The SIP user of the employee's extension. */
  readonly sip: string;
}

type Row = readonly [id: string, name: string, department: string, sip: string];

const ROWS: readonly Row[] = [
  ['E-001', 'Agnieszka Wróbel', 'Reception', 'acmeSIP101'],
  ['E-002', 'Jan Kowalski', 'Sales', 'acmeSIP102'],
  ['E-003', 'Małgorzata Zielińska', 'Sales', 'acmeSIP103'],
  ['E-004', 'Paweł Dąbrowski', 'Sales', 'acmeSIP104'],
  ['E-005', 'Łukasz Gołąb', 'Sales', 'acmeSIP105'],
  ['E-006', 'Grażyna Święcicka', 'Accounting', 'acmeSIP106'],
  ['E-007', 'Katarzyna Nowak', 'Customer care', 'acmeSIP107'],
  ['E-008', 'Tomasz Wiśniewski', 'Customer care', 'acmeSIP108'],
  ['E-009', 'Żaneta Ćwik', 'Customer care', 'acmeSIP109'],
  ['E-010', 'Zbigniew Żuk', 'Warehouse', 'acmeSIP110'],
  ['E-011', 'Marek Szymański', 'Service', 'acmeSIP111'],
  ['E-012', 'Joanna Jabłońska', 'Service', 'acmeSIP112'],
  ['E-013', 'Ewa Mazur', 'Management', 'acmeSIP113'],
  ['E-014', 'Ryszard Bąk', 'Reception', 'acmeSIP011'],
  ['E-015', 'Dana Levi', 'Reception', 'acmeSIP201'],
  ['E-016', 'Yossi Cohen', 'Sales', 'acmeSIP202'],
  ['E-017', 'Noa Peretz', 'Sales', 'acmeSIP203'],
  ['E-018', 'Avi Mizrahi', 'Sales', 'acmeSIP204'],
  ['E-019', 'Michal Biton', 'Customer care', 'acmeSIP205'],
  ['E-020', 'Omer Avraham', 'Customer care', 'acmeSIP206'],
  ['E-021', 'Tamar Shapira', 'Customer care', 'acmeSIP207'],
  ['E-022', 'Ronit Golan', 'Accounting', 'acmeSIP208'],
  ['E-023', 'Uri Barak', 'Management', 'acmeSIP211'],
  ['E-024', 'Emily Carter', 'Support', 'acmeSIP301'],
  ['E-025', 'Oliver Bennett', 'Support', 'acmeSIP302'],
  ['E-026', 'Sophie Turner', 'Support', 'acmeSIP303'],
  ['E-027', 'Daniel Hughes', 'Support', 'acmeSIP304'],
  ['E-028', 'Grace Mitchell', 'Support', 'acmeSIP305'],
  ['E-029', 'Henry Foster', 'Support', 'acmeSIP306'],
  ['E-030', 'Chloe Morgan', 'Accounting', 'acmeSIP307'],
];

/** Made-up people at the sandbox's extensions, by id. */
export const EMPLOYEES: readonly Employee[] = ROWS.map(([id, name, department, sip]) => ({
  id,
  name,
  department,
  sip,
}));
