import { expect, test } from 'vitest'
import { optionTexts } from '../../../src/core/options/option-texts.ts'
import { PluginOptionsSchema } from '../../../src/core/options/plugin-options.ts'
import { RunOptionsSchema } from '../../../src/core/options/run-options.ts'

test.each([
  ['replayRun', RunOptionsSchema],
  ['the plugin', PluginOptionsSchema],
])('every option of %s has a text', (_, schema) => {
  const [options, ...objects] = optionTexts(schema)
  expect(Object.keys(options!)).toEqual(Object.keys(schema.shape))
  expect(objects.length).toBeGreaterThan(3)
  const bare = [options!, ...objects].flatMap((fields) =>
    Object.entries(fields)
      .filter(([, { description }]) => !description)
      .map(([name]) => name),
  )
  expect(bare).toEqual([])
})

test('a text comes with what applies by default', () => {
  expect(optionTexts(RunOptionsSchema)[0]).toMatchObject({
    takes: { default: '1' },
    expectError: { default: 'false' },
  })
})
