import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import type { HistoryEntry } from '../../../../src/core/report/comparison-schema.ts'
import {
  renderHistory,
  renderHistoryMarkdown,
} from '../../../../src/node/render/history/history.ts'
import { charactersOf, renderSparkline } from '../../../../src/node/render/history/sparkline.ts'
import { HOSTILE_PAYLOADS } from '../../../report/hostile-payloads.ts'

const UNKNOWN: Omit<HistoryEntry, 'release' | 'date'> = {
  version: 1,
  commit: null,
  runs: 3,
  recordings: 9,
  matchRate: null,
  determinism: null,
  costUsd: null,
  tokens: null,
  errorRate: null,
  latencyP95Ms: null,
  repeatedToolCalls: null,
}

function release(name: string, month: number, change: Partial<HistoryEntry> = {}): HistoryEntry {
  const date = `2026-${String(month).padStart(2, '0')}-01T10:00:00Z`
  return { ...UNKNOWN, release: name, date, ...change }
}

const RELEASES = [
  release('v1', 1, {
    matchRate: 1,
    costUsd: 0.0124,
    tokens: 1200,
    errorRate: 0,
    latencyP95Ms: 840,
  }),
  release('v2', 2, { matchRate: 0.9996, costUsd: 0.0131, tokens: 1290, errorRate: 0.0004 }),
  release('v3', 3),
  release('v4', 4, {
    matchRate: 0.75,
    determinism: 91.25,
    costUsd: 0.031,
    tokens: 3100,
    errorRate: 0.125,
    latencyP95Ms: 2400,
    repeatedToolCalls: 1.5,
  }),
]
const shown = { entries: RELEASES, earlier: 0, notes: [] }
const plain = { characters: 'unicode', color: false, width: 120 } as const

test('draws trends and a table; what is not known is a gap, and nothing is rounded to perfect', () => {
  expect(`\n${renderHistory(shown, plain).join('\n')}\n`).toMatchInlineSnapshot(`
    "
    vitest-replay history: 4 releases

      match rate   ██·▁  1 -> 0.75 (not known of 1)
      determinism  ···▅  91.2 (not known of 3)
      cost a run   ▁▁·█  $0.0124 -> $0.031 (not known of 1)
      error rate   ▁▁·█  0 -> 0.125 (not known of 1)

      release  date        runs  match rate  determinism  cost a run  error rate  tokens  latency p95  repeated calls
      v1       2026-01-01     3           1            -     $0.0124           0   1,200       840 ms               -
      v2       2026-02-01     3       0.999            -     $0.0131       0.001   1,290            -               -
      v3       2026-03-01     3           -            -           -           -       -            -               -
      v4       2026-04-01     3        0.75         91.2      $0.031       0.125   3,100        2.4 s             1.5

      Match rate and determinism are over the positions of all replays.
      Other numbers are means over runs.
      Whether a change is more than chance: vitest-replay compare
    "
  `)
})

test('is ASCII where the terminal is not UTF-8, and leaves out columns where it is narrow', () => {
  const narrow = renderHistory(
    { ...shown, earlier: 6, notes: ['a note'] },
    { characters: 'ascii', color: true, width: 60 },
  )
  expect(narrow.join('\n')).toContain('\u001b[')
  expect(stripVTControlCharacters(`\n${narrow.join('\n')}\n`)).toMatchInlineSnapshot(`
    "
    vitest-replay history: the last 4 releases of 10

      match rate   ##?_  1 -> 0.75 (not known of 1)
      determinism  ???=  91.2 (not known of 3)
      cost a run   __?#  $0.0124 -> $0.031 (not known of 1)
      error rate   __?#  0 -> 0.125 (not known of 1)

      release  date        runs  match rate  determinism  cost a run  error rate
      v1       2026-01-01     3           1            -     $0.0124           0
      v2       2026-02-01     3       0.999            -     $0.0131       0.001
      v3       2026-03-01     3           -            -           -           -
      v4       2026-04-01     3        0.75         91.2      $0.031       0.125

      3 more columns in a wider terminal, or with --format json
      a note
      Match rate and determinism are over the positions of all replays.
      Other numbers are means over runs.
      Whether a change is more than chance: vitest-replay compare
    "
  `)
  expect(stripVTControlCharacters(narrow.join(''))).toMatch(/^[ -~]*$/)
})

test('a history of one release, and numbers that none has', () => {
  const text = renderHistory({ entries: [RELEASES[2]!], earlier: 0, notes: [] }, plain).join('\n')
  expect(text).toContain('vitest-replay history: 1 release\n')
  expect(text).toContain('match rate   ·  not known of any release')
  expect(text).not.toMatch(/\b0\b/)
})

test('renders Markdown', () => {
  expect(renderHistoryMarkdown(shown)).toMatchInlineSnapshot(`
    "### vitest-replay history: 4 releases

    | release | date | runs | match rate | determinism | cost a run | error rate | tokens | latency p95 | repeated calls |
    | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
    | <code>v1</code> | 2026-01-01 | 3 | 1 | - | $0.0124 | 0 | 1,200 | 840 ms | - |
    | <code>v2</code> | 2026-02-01 | 3 | 0.999 | - | $0.0131 | 0.001 | 1,290 | - | - |
    | <code>v3</code> | 2026-03-01 | 3 | - | - | - | - | - | - | - |
    | <code>v4</code> | 2026-04-01 | 3 | 0.75 | 91.2 | $0.031 | 0.125 | 3,100 | 2.4 s | 1.5 |
    | trend |  |  | ██·▁ | ···▅ | ▁▁·█ | ▁▁·█ | ▁▁·█ | ▁··█ | ···▅ |

    <sub>Match rate and determinism are over the positions of all replays. Other numbers are means over runs. Whether a change is more than chance: vitest-replay compare.</sub>
    "
  `)
})

test.each(Object.entries(HOSTILE_PAYLOADS))('%s in a release stays text', (_, text) => {
  const entries = [release(text, 1), release(`${'x'.repeat(30)}${text}`, 2)]
  const history = { entries, earlier: 0, notes: [text] }
  const lines = renderHistory(history, plain)
  expect(lines.join('')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/)
  const markdown = renderHistoryMarkdown(history)
  expect(markdown.split('\n')).toHaveLength(
    renderHistoryMarkdown({ ...shown, entries: RELEASES.slice(0, 2), notes: ['x'] }).split('\n')
      .length,
  )
  const outside = markdown.replace(/<code>[^<>]*<\/code>/g, '')
  expect(outside).not.toMatch(/@|\[|<(?!\/?sub>)|https?:/)
})

test('a sparkline goes from the lowest to the highest', () => {
  expect(renderSparkline([1, 2, 3, 4, 5, 6, 7, 8], 'unicode')).toBe('▁▂▃▄▅▆▇█')
  expect(renderSparkline([1, 2, 3, 4, 5, 6, 7, 8], 'ascii')).toBe('_.-:=+*#')
  expect(renderSparkline([0, null, 0], 'unicode')).toBe('▅·▅')
  expect(renderSparkline([null], 'ascii')).toBe('?')
  expect(renderSparkline([], 'unicode')).toBe('')
})

test.each([
  [{ LANG: 'en_US.UTF-8' }, 'linux', 'unicode'],
  [{ LANG: 'C.utf8', NO_COLOR: '1' }, 'linux', 'unicode'],
  [{ LANG: 'en_US.UTF-8', LC_ALL: 'C' }, 'linux', 'ascii'],
  [{ LC_CTYPE: 'de_DE.ISO-8859-1' }, 'darwin', 'ascii'],
  [{}, 'linux', 'ascii'],
  [{}, 'win32', 'ascii'],
  [{ WT_SESSION: 'x' }, 'win32', 'unicode'],
] as const)('the characters of %o on %s', (env, platform, characters) => {
  expect(charactersOf(env, platform)).toBe(characters)
})
