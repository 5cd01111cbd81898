import { formatCount } from './format-number.ts'

/**
 * Prints a number with its noun.
 *
 * @example
 * plural(1, 'run') // '1 run'
 * plural(2, 'run was', 'runs were') // '2 runs were'
 */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`
}
