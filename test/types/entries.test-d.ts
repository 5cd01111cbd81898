import { expectTypeOf, test } from 'vitest'
import type { Plugin } from 'vite'
import type { Reporter } from 'vitest/node'
import { defineConfig } from 'vitest/config'
import { bodyBytes, parseCassette, serializeCassette, type Cassette } from '../../src/cassette.ts'
import { replay, type PluginOptions } from '../../src/plugin.ts'
import { ReplayReportSchema, totalRuns, type ReplayReport } from '../../src/report.ts'
import ReplayReporter from '../../src/reporter.ts'

test('the plugin', () => {
  expectTypeOf(replay()).toExtend<Plugin>()
  defineConfig({ plugins: [replay({ mode: 'once', thresholds: { matchRate: 1 } })] })
  expectTypeOf<PluginOptions['passthrough']>().toEqualTypeOf<string[] | undefined>()
  replay({
    redact: {
      secrets: [
        { name: 'order', pattern: /A-\d+/ },
        { name: 'id', pattern: 'x' },
      ],
    },
  })
  // @ts-expect-error no such mode
  replay({ mode: 'record' })
  // @ts-expect-error misspelt
  replay({ threshold: { matchRate: 1 } })
  // @ts-expect-error a pattern has a name
  replay({ redact: { secrets: [/A-\d+/] } })
})

test('the reporter is one of Vitest', () => {
  expectTypeOf<ReplayReporter>().toExtend<Reporter>()
})

test('cassettes', () => {
  expectTypeOf(parseCassette).parameters.toEqualTypeOf<
    [text: string, options?: { file?: string }]
  >()
  expectTypeOf(parseCassette('')).toEqualTypeOf<Cassette>()
  expectTypeOf(serializeCassette).returns.toBeString()
  expectTypeOf(bodyBytes(undefined)).toExtend<Uint8Array>()
  expectTypeOf<Cassette['end']>().toBeNullable()
})

test('reports', () => {
  expectTypeOf(ReplayReportSchema.parse(null)).toEqualTypeOf<ReplayReport>()
  expectTypeOf(totalRuns([]).originalCostUsd).toEqualTypeOf<number | null>()
})
