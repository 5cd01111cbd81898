import { expect, test } from 'vitest'
import { renderDivergences } from '../../../src/core/words/render-divergences.ts'
import type { Divergence } from '../../../src/core/divergence/schema.ts'

const divergence = (index: number, fields: Partial<Divergence> = {}): Divergence => ({
  index,
  kind: 'input_mismatch',
  action: 'chat gpt-4o',
  firstCause: true,
  causedBy: null,
  cause: 'prompt',
  paths: [],
  source: null,
  recordedIndex: index,
  replayedIndex: index,
  note: null,
  ...fields,
})
const render = (...divergences: Divergence[]) => renderDivergences(divergences).join('\n')

test('shows a cause with its evidence, and its consequences as a count', () => {
  const text = render(
    divergence(1, {
      cause: 'system_prompt',
      source: { file: 'src/agent.ts', line: 12 },
      paths: [
        { path: '$.messages[0].content', recorded: 'be kind', replayed: 'be quick' },
        { path: '$.temperature', recorded: undefined, replayed: 0.5 },
        { path: '$.seed', recorded: 7, replayed: undefined },
        { path: '$.tools', recorded: [], replayed: [{ name: 'add' }] },
      ],
    }),
    divergence(2, { firstCause: false, causedBy: 1 }),
    divergence(3, { kind: 'output_mismatch', cause: 'final_output', action: 'final output' }),
  )
  expect(text).toMatchInlineSnapshot(`
    "First cause: the system prompt changed
      at position 2, action 1 (chat gpt-4o), src/agent.ts:12
        $.messages[0].content
        - be kind
        + be quick
        $.temperature
        + 0.5
        $.seed
        - 7
        $.tools
        - []
        + [{"name":"add"}]
      1 later position follows from it

    Another cause: the final output changed
      at position 4"
  `)
})

test('obeys nothing that a model or a file said', () => {
  const text = render(
    divergence(0, {
      action: '\u001b[2Jchat',
      paths: [{ path: '$["\u001b"]', recorded: 'a\u001b[31m', replayed: { '\u202e': 1 } }],
    }),
  )
  expect(text).not.toMatch(/[\u001b\u202e]/)
})

test('is brief', () => {
  const paths = Array.from({ length: 50 }, (_, index) => ({
    path: `$.a${index}`,
    recorded: 'x'.repeat(10_000),
    replayed: ['y'.repeat(10_000)],
  }))
  const text = render(...Array.from({ length: 100 }, (_, index) => divergence(index, { paths })))
  expect(text).toContain('... and 46 more paths')
  expect(text).toMatch(/\.\.\. and \d+ more causes in the report$/)
  expect(text.split('\n').length).toBeLessThanOrEqual(40)
  expect(text.length).toBeLessThan(20_000)
})

test('says nothing where nothing diverged', () => {
  expect(renderDivergences([])).toEqual([])
})
