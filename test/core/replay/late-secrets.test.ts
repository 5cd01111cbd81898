import { expect, test } from 'vitest'
import { createRedactor } from '../../../src/core/redaction/index.ts'
import { hashSecret } from '../../../src/core/redaction/recorded-secrets.ts'
import { lateSecretsOf } from '../../../src/core/replay/late-secrets.ts'
import { buildCassette, modelCall } from '../cassette/build-cassette.ts'

const SECRET = 'q8Zr2Lw0Vb6Txc4NhY7uJm3K'
const OTHER = 'Zz1Xw9Vu8Ts7Rq6Po5Nm4Lk3'
const GUESSABLE = 'orderplan12x'
const NAME = 'credential-field:1'
const PLACEHOLDER = `<redacted:${NAME}>`

/** Redacts in a replay of a recording whose request is this one, with a late secret of a state. */
function replayOf(content: string, state: string, late = [NAME]) {
  const cassette = buildCassette([modelCall(0, { content }, { ok: true })], {
    secrets: [[NAME, state]],
    late,
  })
  const redactor = createRedactor(
    {},
    cassette.end!.secrets!,
    undefined,
    undefined,
    lateSecretsOf(cassette),
  )
  return {
    redactor,
    isEqual: (live: string) => {
      const [before, now] = [content, live].map((one) =>
        redactor.level(redactor.body({ content: one })),
      )
      return JSON.stringify(before) === JSON.stringify(now)
    },
  }
}

test.each([
  ['within a text', 'look at @, please'],
  ['as the whole of it', '@'],
  ['at its end', 'the order is @'],
  ['in JSON', '{"order":"@"}'],
  ['in a URL', 'https://a.test/?order=@&page=2'],
  ['beside the same', '@ and again @.'],
])('a secret with a hash is found %s before the run names it, and another is not', (_, text) => {
  const recorded = text.replaceAll('@', PLACEHOLDER)
  const state = hashSecret(SECRET)
  expect(replayOf(recorded, state).isEqual(text.replaceAll('@', SECRET))).toBe(true)
  expect(replayOf(recorded, state).isEqual(text.replaceAll('@', OTHER))).toBe(false)
  expect(replayOf(recorded, state).isEqual(text.replaceAll('@', GUESSABLE))).toBe(false)
  expect(replayOf(recorded, state).isEqual(text.replaceAll('@', ''))).toBe(false)
})

test('two that are recorded as one have to be one', () => {
  const { isEqual } = replayOf(`${PLACEHOLDER} and ${PLACEHOLDER}.`, hashSecret(SECRET))
  expect(isEqual(`${SECRET} and ${OTHER}.`)).toBe(false)
})

test('it is found in base64, and escaped in a URL', () => {
  const secret = `${SECRET}/x+==`
  const encode = (text: string) => Buffer.from(`{"order":"${text}","lines":[]}`).toString('base64')
  expect(replayOf(encode(PLACEHOLDER), hashSecret(SECRET)).isEqual(encode(SECRET))).toBe(true)
  expect(replayOf(encode(PLACEHOLDER), hashSecret(SECRET)).isEqual(encode(OTHER))).toBe(false)
  const { redactor } = replayOf(`/orders/${PLACEHOLDER}/lines`, hashSecret(secret))
  expect(redactor.url(`/orders/${encodeURIComponent(secret)}/lines`)).toBe(
    `/orders/${PLACEHOLDER}/lines`,
  )
})

test('once found, it is found everywhere', () => {
  const { redactor } = replayOf(`look at ${PLACEHOLDER}, please`, hashSecret(SECRET))
  expect(redactor.text(`note ${SECRET}`)).toBe(`note ${SECRET}`)
  redactor.text(`look at ${SECRET}, please`)
  expect(redactor.text(`note ${SECRET}`)).toBe(`note ${PLACEHOLDER}`)
})

test('one without a hash is taken for any that looks drawn, and its place is named', () => {
  const recorded = `look at ${PLACEHOLDER}, please`
  const { isEqual, redactor } = replayOf(recorded, 'guessable')
  expect(isEqual('look at the first, please')).toBe(false)
  expect(isEqual(`look at ${GUESSABLE}, please`)).toBe(true)
  expect(redactor.hidesGuessable(recorded)).toBe(true)
})

test('a text that the recording has as it is stands for no secret', () => {
  const cassette = buildCassette(
    [modelCall(0, { order: 'order-12-of-may' }, {}), modelCall(1, { order: PLACEHOLDER }, {})],
    { secrets: [[NAME, 'guessable']], late: [NAME] },
  )
  const late = lateSecretsOf(cassette)
  const redactor = createRedactor({}, cassette.end!.secrets!, undefined, undefined, late)
  expect(redactor.body({ order: 'order-12-of-may' })).toEqual({ order: 'order-12-of-may' })
  expect(redactor.body({ other: GUESSABLE })).toEqual({ other: GUESSABLE })
  expect(redactor.body({ order: GUESSABLE })).toEqual({ order: '<redacted:credential-field:1>' })
})

test('a recording without late secrets, or with those of answers alone, takes nothing for one', () => {
  const recorded = `look at ${PLACEHOLDER}, please`
  const live = `look at ${SECRET}, please`
  expect(replayOf(recorded, hashSecret(SECRET), []).isEqual(live)).toBe(false)
  expect(replayOf(recorded, 'given').isEqual(live)).toBe(false)
  expect(lateSecretsOf(buildCassette([]))).toBeUndefined()
})

/** Redacts a value that differs from the recording, as a replay shows it. */
function shown(live: string, state: string, recorded = `look at ${PLACEHOLDER}, please`) {
  const { redactor } = replayOf(recorded, state)
  redactor.withhold({ content: live })
  return redactor.text(live)
}

test.each([
  ['beside other words', 'now see @ once more'],
  ['behind a name', 'order=@&page=2'],
  ['in a path', 'http://a.test/items/@/more'],
  ['escaped', 'items%2F@%20'],
])('one that stands %s is withheld where the replay differs', (_, text) => {
  const own = hashSecret(SECRET)
  expect(shown(text.replace('@', SECRET), own)).toBe(text.replace('@', PLACEHOLDER))
  expect(shown(text.replace('@', OTHER), own)).not.toContain(OTHER)
  expect(shown(text.replace('@', GUESSABLE), 'guessable')).not.toContain(GUESSABLE)
})

test('what looks like no such secret, and what the recording holds, is shown', () => {
  const own = hashSecret(SECRET)
  for (const text of [
    'see the model gpt-4.1-2025-04-14 and 2026-12-01T02:03:04.000Z there',
    'http://127.0.0.1:4173/items/12345678/of-another-page?limit=100',
    '3f2b8c1e-77aa-4d0e-9f51-0c2b6a1d8e94',
  ])
    expect(shown(text, own)).toBe(text)
  expect(shown(`see ${OTHER}`, own, `${OTHER} of ${PLACEHOLDER}`)).toBe(`see ${OTHER}`)
})

test('a part of a value is withheld where the recorded one had the secret', () => {
  const { redactor } = replayOf(`a ${PLACEHOLDER}`, 'guessable')
  redactor.withhold(`b ${GUESSABLE}`, 'of another part')
  expect(redactor.text(`b ${GUESSABLE}`)).toBe(`b ${GUESSABLE}`)
  redactor.withhold(`b ${GUESSABLE}`, `a ${PLACEHOLDER}`)
  expect(redactor.text(`b ${GUESSABLE}`)).not.toContain(GUESSABLE)
})

test('in what is printed, a hash alone tells one', () => {
  const { redactor } = replayOf(`look at ${PLACEHOLDER}`, hashSecret(SECRET))
  expect(redactor.known(`order ${SECRET} and ${OTHER}`)).toBe(`order ${PLACEHOLDER} and ${OTHER}`)
})

test('two in the same surroundings are found one by one', () => {
  const second = 'credential-field:2'
  const calls = [NAME, second].map((name, at) =>
    modelCall(at, { content: `look at <redacted:${name}>, please` }, { ok: true }),
  )
  const secrets: Array<[string, string]> = [
    [NAME, 'guessable'],
    [second, 'guessable'],
  ]
  const cassette = buildCassette(calls, { secrets, late: [NAME, second] })
  const redactor = createRedactor({}, secrets, undefined, undefined, lateSecretsOf(cassette))
  for (const secret of [GUESSABLE, 'orderplan34y'])
    expect(redactor.text(`look at ${secret}, please`)).not.toContain(secret)
})

test('one without a hash is found in the name of an action', () => {
  const name = 'looks at <redacted:credential-field:0> twice'
  const { request: _request, ...call } = modelCall(0, { content: 'x' }, { ok: true })
  const step = { ...call, type: 'step' as const, name }
  const cassette = buildCassette([step], { secrets: [[NAME, 'guessable']], late: [NAME] })
  const replayed = () => createRedactor({}, [], undefined, undefined, lateSecretsOf(cassette))
  const redactor = replayed()
  expect(redactor.name(`looks at ${GUESSABLE} twice`)).toBe(name)
  expect(redactor.text(`of ${GUESSABLE}`)).not.toContain(GUESSABLE)
  // One action had the name.
  expect(redactor.name('looks at orderplan34y twice')).toBe('looks at orderplan34y twice')
  for (const other of ['looks at the first twice', `sees ${GUESSABLE} twice`])
    expect(replayed().name(other)).toBe(other)
})

test('a whole text that is no such secret stands for none', () => {
  const encode = (text: string) =>
    Buffer.from(`{"order":"${text}","lines":[1,2]}`).toString('base64')
  const { request: _request, ...call } = modelCall(0, {}, { ok: true })
  const actions = [encode(PLACEHOLDER), PLACEHOLDER].map((json, index) => ({
    ...call,
    index,
    type: 'tool' as const,
    inputs: { json: [json] },
  }))
  const listed = buildCassette(actions, { secrets: [[NAME, 'guessable']], late: [NAME] })
  const replayed = createRedactor(
    {},
    [[NAME, 'guessable']],
    undefined,
    undefined,
    lateSecretsOf(listed),
  )
  expect(replayed.json([encode(GUESSABLE)])).toEqual([encode(PLACEHOLDER)])

  // In verification the recording knows its secrets as they are.
  const isKnown = (_: string, secret: string, isPlaced: boolean) => isPlaced || secret === SECRET
  const unlisted = lateSecretsOf(buildCassette(actions, { late: [NAME] }), { isKnown })
  const verified = createRedactor({}, null, undefined, undefined, unlisted)
  expect(verified.json([encode(SECRET)])).toEqual([encode(PLACEHOLDER)])
  expect(verified.json([SECRET])).toEqual([PLACEHOLDER])
})
