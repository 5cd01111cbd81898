import type { DeterminismLine } from '../../../core/words/render-determinism.ts'
import type { DivergenceStyle } from '../../../core/words/render-divergences.ts'

const CODES = { red: 31, green: 32, yellow: 33, dim: 2, bold: 1 }

export type Color = keyof typeof CODES

/** The colour of each kind of line about a divergence. */
export const DIVERGENCE_COLORS: Record<DivergenceStyle, Color | null> = {
  cause: 'bold',
  place: 'dim',
  recorded: 'red',
  replayed: 'green',
  hint: 'dim',
  plain: null,
}

/** The colour of each line about determinism: of a score, by its band. */
export const DETERMINISM_COLORS: Record<DeterminismLine['style'], Color | null> = {
  high: 'green',
  moderate: 'yellow',
  low: 'red',
  none: 'red',
  finding: 'bold',
  plain: null,
}

/** Puts a colour on text that is harmless already. */
export function paint(color: Color, text: string): string {
  return `\u001b[${CODES[color]}m${text}\u001b[0m`
}

/** Detects that standard output takes colours: it is a terminal, and `NO_COLOR` is not set. */
export function wantsColor(): boolean {
  return process.stdout.isTTY === true && !process.env['NO_COLOR']
}
