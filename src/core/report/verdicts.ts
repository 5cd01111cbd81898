/** The changes of a run from one release to the other; the worst first. */
export const VERDICTS = [
  'regressed',
  'missing',
  'changed',
  'new',
  'improved',
  'equivalent',
  'identical',
] as const
