import { CAUSES } from '../run/simulation/causes.ts'

/** What head does otherwise than base, as a sentence. */
export const COMPARED_CAUSES: Readonly<Record<keyof typeof CAUSES, string>> = {
  ...CAUSES,
  extra_call: 'Base does not make this call',
  missing_call: 'Head no longer makes this call',
  unknown: 'It differs from base',
}
