import { plural } from '../../core/words/plural.ts'
import type { JsonValue } from '../../core/json.ts'
import { escapeTerminal } from '../../core/words/escape-terminal.ts'
import type { LearnedRun, Variation } from './compare-replays.ts'
import { suggestRules, type Suggestion } from './suggest-rules.ts'

/**
 * Renders the differences between two replays of the same code, and the match options that would
 * ignore them.
 */
export function renderLearned(runs: readonly LearnedRun[]): string {
  const lines = runs.flatMap(renderRun)
  const varying = runs.filter((run) => run.variations.some(({ renamed }) => !renamed))
  lines.push(
    '',
    varying.length === 0
      ? `${plural(runs.length, 'run')} replayed twice: no rule is needed.`
      : `${plural(runs.length, 'run')} replayed twice: ${varying.length} ${varying.length === 1 ? 'needs' : 'need'} a rule. For all runs of an agent, add it to the plugin: replay({ match: { agents: { ... } } }).`,
  )
  return `${lines.map(escapeTerminal).join('\n').trim()}\n`
}

function renderRun(run: LearnedRun): string[] {
  const { variations, changes, notes } = run
  if (variations.length + changes.length + notes.length === 0) return []
  const open = variations.filter(({ renamed }) => !renamed)
  const renamed = variations.filter((variation) => variation.renamed)
  const lines = ['', `${run.file} > ${run.name}`]
  for (const note of notes) lines.push(`  ${note}`)
  for (const variation of open) lines.push(...renderVariation(variation))
  if (renamed.length > 0) {
    lines.push(
      '  varies too, but needs no rule (generated ids, times and random values are renamed):',
    )
    for (const variation of renamed)
      lines.push(...renderVariation(variation).map((line) => `  ${line}`))
  }
  if (changes.length > 0) {
    lines.push(
      '  differs from the recording in the same way in both replays, so it changed and is not volatile:',
    )
    for (const { action, path } of changes) lines.push(`    ${path} of ${action}`)
  }
  const needed = open.filter(
    ({ action, path }) =>
      !changes.some((change) => change.action === action && change.path === path),
  )
  if (needed.length > 0) lines.push('', '  match option:', ...renderOption(suggestRules(needed)))
  return lines
}

function renderVariation({ action, source, path, first, second }: Variation): string[] {
  const at = source ? ` (${source.file}:${source.line})` : ''
  return [`  ${path} of ${action}${at}`, `    1: ${brief(first)}`, `    2: ${brief(second)}`]
}

function brief(value: JsonValue | undefined): string {
  const text = value === undefined ? '(nothing)' : JSON.stringify(value)
  return text.length <= 200 ? text : `${text.slice(0, 200)}...`
}

function renderOption({ ignore, normalize }: Suggestion): string[] {
  const rules = (name: string, list: string[]) =>
    list.length === 0
      ? []
      : [`      ${name}: [`, ...list.map((rule) => `        ${rule},`), '      ],']
  return [
    '    match: {',
    ...rules(
      'ignore',
      ignore.map(({ path, action }) =>
        action === undefined
          ? quote(path)
          : `{ path: ${quote(path)}, action: ${quote(String(action))} }`,
      ),
    ),
    ...rules(
      'normalize',
      normalize.map(
        ({ path, pattern, as, action }) =>
          `{ path: ${quote(path!)}, pattern: ${String(pattern)}, as: ${quote(as!)}${action === undefined ? '' : `, action: ${quote(String(action))}`} }`,
      ),
    ),
    '    },',
  ]
}

function quote(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
}
