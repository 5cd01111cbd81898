import { expect, test } from 'vitest'
import { chatRun } from '../../fixtures/reports/chat-run.ts'
import { contentStore } from '../../fixtures/reports/content-store.ts'
import { divergence } from '../../fixtures/reports/divergence.ts'
import type { JsonValue } from '../../src/core/json.ts'
import { diffJson } from '../../src/page/parts/diff/json-diff.ts'
import { diffTokens, tokensOf } from '../../src/page/parts/diff/tokens.ts'
import { findMedia } from '../../src/page/parts/media/find-media.ts'
import { looksLikeMarkdown, parseMarkdown } from '../../src/page/parts/markdown/parse-markdown.ts'
import { buildReport } from '../report/build-report.ts'
import { wholeTest } from '../table-size.ts'
import { useBrowser } from './open-page.ts'

const openPage = useBrowser()

/** A transparent pixel. */
const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=='

test('JSON is compared as a tree: keys in any order, moved elements, pairs that differ within', () => {
  expect(diffJson({ a: 1, b: [1] }, { b: [1], a: 1 })).toMatchObject({ kind: 'same' })
  expect(diffJson({ a: 1, b: 2, c: 3 }, { a: 1, b: 5, d: 4 })).toEqual({
    kind: 'object',
    inText: false,
    entries: [
      { label: 'a', change: { kind: 'same', value: 1 } },
      { label: 'b', change: { kind: 'changed', before: 2, after: 5 } },
      { label: 'c', change: { kind: 'removed', value: 3 } },
      { label: 'd', change: { kind: 'added', value: 4 } },
    ],
  })
  const list = diffJson(['p', 's', { id: 1, n: 1 }], ['s', { id: 1, n: 2 }, 'p'])
  expect(list).toMatchObject({
    entries: [
      { label: '0', change: { kind: 'same', value: 's' } },
      {
        label: '1',
        change: {
          kind: 'object',
          entries: [{ change: { kind: 'same' } }, { change: { before: 1, after: 2 } }],
        },
      },
      { label: '2', change: { kind: 'moved', value: 'p', from: 0, to: 2 } },
    ],
  })
})

/** Puts a side of a difference together again. */
function sideOf(
  change: ReturnType<typeof diffJson>,
  side: 'before' | 'after',
): JsonValue | undefined {
  switch (change.kind) {
    case 'same':
    case 'moved':
      return change.value
    case 'changed':
      return change[side]
    case 'added':
      return side === 'after' ? change.value : undefined
    case 'removed':
      return side === 'before' ? change.value : undefined
    default: {
      const inner = change.entries.map(
        ({ label, change: one }) => [label, sideOf(one, side)] as const,
      )
      return change.kind === 'list'
        ? inner.flatMap(([, value]) => (value === undefined ? [] : [value]))
        : (Object.fromEntries(inner.filter(([, value]) => value !== undefined)) as JsonValue)
    }
  }
}

test('nothing is lost: the tree of a difference holds the later side whole, in its order', () => {
  const values = [
    [],
    [1],
    [1, 2, 3],
    [3, 1, 2],
    [2, 2, 1],
    [[1], { a: 1 }],
    [{ a: 2 }, [1], 1],
    ['x', 1, 'x'],
  ]
  for (const before of values)
    for (const after of values) {
      const change = diffJson({ list: before }, { list: after })
      expect(sideOf(change, 'after'), JSON.stringify([before, after])).toEqual({ list: after })
    }
})

test('JSON within a text is compared as JSON, other texts by whole tokens', () => {
  expect(diffJson('{"a":1}', '{"a":2}')).toMatchObject({ kind: 'object', inText: true })
  expect(diffJson('{"a":1', '{"a":2')).toMatchObject({ kind: 'changed' })
  expect(
    tokensOf('On 2026-11-12T10:00:00.000Z pay $42.50 (5%) for A-17.').filter((token) =>
      token.trim(),
    ),
  ).toEqual(['On', '2026-11-12T10:00:00.000Z', 'pay', '$42.50', '(', '5%', ')', 'for', 'A-17', '.'])
  const { before, after } = diffTokens('due 2026-11-12, order A-17', 'due 2026-11-13, order A-18')!
  expect(before.filter(({ changed }) => changed).map(({ text }) => text)).toEqual([
    '2026-11-12',
    'A-17',
  ])
  expect(after.map(({ text }) => text).join('')).toBe('due 2026-11-13, order A-18')
})

test('images, sounds and documents are found as the APIs hold them, and only where their bytes are bytes', () => {
  const found = findMedia([
    { type: 'image_url', image_url: { url: `data:image/png;base64,${PIXEL}` } },
    { type: 'image', source: { type: 'base64', media_type: 'image/jpeg', data: PIXEL } },
    { inlineData: { mimeType: 'application/pdf', data: PIXEL } },
    { type: 'input_audio', input_audio: { data: PIXEL, format: 'mp3' } },
    { type: 'input_file', filename: 'a.pdf', file_data: `data:application/pdf;base64,${PIXEL}` },
    { media_type: 'image/png', data: '"><script>' },
    'data:text/html,<b>',
  ])
  expect(found.map(({ type, name }) => [type, name])).toEqual([
    ['image/png', null],
    ['image/jpeg', null],
    ['application/pdf', null],
    ['audio/mpeg', null],
    ['application/pdf', 'a.pdf'],
  ])
})

test('Markdown is a safe part of the language', () => {
  expect(looksLikeMarkdown('A plain sentence, 2 * 3 = 6.')).toBe(false)
  expect(
    parseMarkdown('# Title\nSome **bold** `code`\n\n- one\n- two\n\n```js\n# no title\n```'),
  ).toEqual([
    { kind: 'heading', level: 1, inline: [{ kind: 'text', text: 'Title' }] },
    {
      kind: 'paragraph',
      inline: [
        { kind: 'text', text: 'Some ' },
        { kind: 'strong', text: 'bold' },
        { kind: 'text', text: ' ' },
        { kind: 'code', text: 'code' },
      ],
    },
    {
      kind: 'list',
      ordered: false,
      items: [[{ kind: 'text', text: 'one' }], [{ kind: 'text', text: 'two' }]],
    },
    { kind: 'code', text: '# no title' },
  ])
})

test('the page shows the tree with what is the same folded, the image, and the Markdown', async () => {
  const store = contentStore()
  const say =
    '# Answer\n\n- **42** USD <img src=x onerror=alert(1)>\n- [a link](https://example.com)'
  const run = chatRun(
    { store, system: 'Look.', user: 'What is it?', steps: [{ say }] },
    {
      status: 'failed',
      matchRate: 0.5,
      divergences: [
        divergence({
          paths: [
            {
              path: '$.x',
              recorded: '{"a":[1,2],"b":"on 2026-11-12"}',
              replayed: '{"a":[1,2],"b":"on 2026-11-13"}',
            },
          ],
        }),
      ],
    },
  )
  run.input = store.pack('Look')
  run.actions[0]!.outputs = store.pack({
    image: `data:image/png;base64,${PIXEL}`,
    doc: { mimeType: 'application/pdf', data: PIXEL },
  })
  const { page, complaints, requests } = await openPage([buildReport([run], store.contents)], {
    hash: '#/run/r-1/simulation',
  })
  const diff = page.locator('.cause .json-diff')
  expect(await diff.innerText()).toMatch(/a unchanged[^]*b: "on 2026-11-12"[^]*b: "on 2026-11-13"/)
  expect(await diff.locator('mark').allTextContents()).toEqual(['2026-11-12', '2026-11-13'])
  await diff.getByRole('button', { name: 'a unchanged' }).click()
  expect(await diff.innerText()).toContain('a: [')

  await page.keyboard.press('t')
  const image = page.locator('.media img')
  await image.waitFor()
  await expect
    .poll(() =>
      image.evaluate((element: HTMLImageElement) => [element.complete, element.naturalWidth]),
    )
    .toEqual([true, 1])
  expect(await page.locator('.media').innerText()).toContain('application/pdf')
  await page.getByRole('button', { name: 'Render Markdown' }).click()
  const markdown = page.locator('.markdown')
  expect(await markdown.locator('li').allTextContents()).toEqual([
    '42 USD <img src=x onerror=alert(1)>',
    '[a link](https://example.com)',
  ])
  expect(await markdown.locator('a, img').count()).toBe(0)
  expect({ complaints, requests }).toEqual({ complaints: [], requests: [] })
})

test('JSON in texts whose numbers would lose digits is compared as text', () => {
  const text = (id: string, count: number) => `{"id":${id},"count":${count}}`
  const [before, after] = [text('12345678901234567890', 1), text('12345678901234567891', 2)]
  expect(diffJson(before, after)).toEqual({ kind: 'changed', before, after })
  expect(
    diffJson(text('"12345678901234567890"', 1), text('"12345678901234567890"', 2)),
  ).toMatchObject({ kind: 'object', inText: true })
})

wholeTest('values of hundreds of thousands of fields or blank lines are looked through', () => {
  const fields = Array.from({ length: 300_000 }, (_, at): [string, number] => [`f${at}`, at])
  expect(findMedia(Object.fromEntries(fields))).toEqual([])
  expect(looksLikeMarkdown('\n'.repeat(1_000_000))).toBe(false)
  expect(looksLikeMarkdown('\n\n  - an item')).toBe(true)
})
