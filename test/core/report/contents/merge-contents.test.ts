import { expect, test } from 'vitest'
import type { JsonValue } from '../../../../src/core/json.ts'
import { createContentStore } from '../../../../src/core/report/contents/contents.ts'
import { unpackContents } from '../../../../src/core/report/contents/unpack-contents.ts'
import { mergeContents } from '../../../../src/core/report/contents/merge-contents.ts'
import { buildAction, buildRun } from '../../../report/build-report.ts'

const long = (text: string) => `${text} `.repeat(100)

function publish(runId: string, inputs: JsonValue, output: JsonValue = null) {
  const store = createContentStore((text) => `hash of ${text}`)
  const run = buildRun({
    runId,
    actions: [buildAction({ inputs: store.pack(inputs) })],
    finalOutput: { recorded: { output: store.pack(output) }, replayed: null },
  })
  store.pack(long('nobody refers to this'))
  return JSON.parse(JSON.stringify({ run, contents: store.contents })) as {
    run: typeof run
    contents: Record<string, JsonValue>
  }
}

test('equal parts of several runs are one, under a short key, and all can be read', () => {
  const turns = [
    { role: 'user', content: long('a') },
    { role: 'user', content: long('b') },
  ]
  const inputs = { messages: [...turns, ...turns, { $ref: long('user data'), $literal: 1 }] }
  const published = [publish('r-1', inputs, long('a')), publish('r-2', inputs)]
  const contents = mergeContents(published)
  for (const { run } of published)
    expect(unpackContents(run.actions[0]!.inputs!, contents)).toEqual(inputs)
  expect(published[0]!.run.finalOutput.recorded).toEqual({
    output: { $ref: expect.any(String) as string },
  })
  expect(
    unpackContents(
      (published[0]!.run.finalOutput.recorded as { output: JsonValue }).output,
      contents,
    ),
  ).toBe(long('a'))
  expect(Object.values(contents).filter((part) => part === long('a'))).toHaveLength(1)
  expect(Object.keys(contents).every((key) => key.length === 1)).toBe(true)
  expect(JSON.stringify(contents)).not.toContain('nobody')
})

test('what the user wrote is left alone where nothing is packed', () => {
  const published = publish('r-1', long('a'))
  const key = Object.keys(published.contents)[0]!
  published.run.divergences = [
    {
      index: 0,
      kind: 'input_mismatch',
      action: 'x',
      firstCause: true,
      causedBy: null,
      cause: 'prompt',
      paths: [{ path: '$', recorded: { $ref: key }, replayed: { $literal: { $ref: key } } }],
      source: null,
      recordedIndex: 0,
      replayedIndex: 0,
      note: null,
    },
  ]
  const before = structuredClone(published.run.divergences)
  mergeContents([published])
  expect(published.run.divergences).toEqual(before)
})

test('a reference that leads nowhere stays one', () => {
  const published = publish('r-1', 'short')
  published.run.actions[0]!.inputs = { $ref: 'gone' }
  expect(mergeContents([published])).toEqual({})
  expect(published.run.actions[0]!.inputs).toEqual({ $ref: 'gone' })
})

test('large bodies are kept once, up to a limit; beyond it only their size is', () => {
  const store = createContentStore((text) => `hash of ${text}`)
  const file = (text: string) =>
    ({
      part: 'inputs',
      bytes: text.length,
      contentType: null,
      content: { encoding: 'text', text: store.keepText(text) },
    }) as const
  const texts = ['a'.repeat(60), 'a'.repeat(60), 'b'.repeat(60), 'c'.repeat(30)]
  const runs = texts.map((text, index) =>
    buildRun({ runId: `r-${index}`, actions: [buildAction({ omitted: [file(text)] })] }),
  )
  const contents = mergeContents(
    runs.map((run) => ({ run, contents: store.contents })),
    100,
  )
  expect(Object.values(contents)).toEqual(['a'.repeat(60), 'c'.repeat(30)])
  const kept = runs.map(({ actions }) => actions[0]!.omitted![0]!.content)
  expect(kept[0]).toEqual(kept[1])
  expect(kept[2]).toBeUndefined()
  expect(unpackContents(kept[3]!.text, contents)).toBe('c'.repeat(30))
})
