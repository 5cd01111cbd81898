import { expect, test } from 'vitest'
import { Policy } from '../../../src/core/policy/policy.ts'
import { requestNames } from '../../../src/core/policy/request-names.ts'
import {
  TELEMETRY_ENDPOINTS,
  droppedAnswer,
  telemetryRules,
} from '../../../src/core/policy/telemetry-endpoints.ts'

const policy = new Policy(
  telemetryRules({ LANGSMITH_ENDPOINT: 'http://localhost:1984/langsmith/' }),
)
const effectOn = (request: string) => {
  const [method, url] = request.split(' ') as [string, string]
  return policy.find('http', requestNames(method, url))?.effect
}

test.each([
  'POST http://localhost:4318/v1/traces',
  'POST https://otel.internal/tenant/v1/metrics',
  'POST https://api.openai.com/v1/traces/ingest',
  'POST https://api.smith.langchain.com/runs/multipart',
  'POST http://localhost:1984/api/v1/runs/batch',
  'GET https://eu.api.smith.langchain.com/info',
  'GET http://localhost:1984/langsmith/info',
  'PATCH https://eu.api.smith.langchain.com/runs/0198-abc',
  'POST https://cloud.langfuse.com/api/public/ingestion',
  'POST https://cloud.langfuse.com/api/public/otel/v1/traces',
  'POST https://http-intake.logs.datadoghq.eu/api/v2/logs?ddsource=node',
  'PUT http://localhost:8126/v0.5/traces',
  'POST https://o1.ingest.de.sentry.io/api/42/envelope/?sentry_key=abc',
  'POST https://us.i.posthog.com/batch/',
  'POST https://eu.i.posthog.com/e/?ip=1',
  'POST https://api.segment.io/v1/batch',
  'POST https://api2.amplitude.com/2/httpapi',
  'POST https://api.mixpanel.com/track?verbose=1',
  'POST https://api.honeycomb.io/1/batch/agents',
  'POST https://trace-api.eu.newrelic.com/trace/v1',
  'POST https://api.braintrust.dev/logs3',
  'POST https://otlp.arize.com/v1/traces',
  'POST https://app.phoenix.arize.com/v1/traces',
])('%s is telemetry', (request) => {
  expect(effectOn(request)).toBe('drop')
})

test.each([
  'GET https://cloud.langfuse.com/api/public/v2/prompts/refund',
  'POST https://cloud.langfuse.com/api/public/scores',
  'GET http://localhost:1984/info',
  'GET https://shop.test/langsmith/info',
  'GET https://api.smith.langchain.com/info/owner',
  'GET https://api.smith.langchain.com/commits/owner/prompt/latest',
  'POST https://api.smith.langchain.com/runs/query',
  'GET https://api.smith.langchain.com/runs/0198-abc',
  'POST https://us.i.posthog.com/decide/?v=3',
  'POST https://us.i.posthog.com/flags/?v=2',
  'POST https://eu.posthog.com/api/projects/1/query/',
  'GET https://api.datadoghq.com/api/v1/query?query=avg',
  'POST https://api.datadoghq.com/api/v2/logs/events/search',
  'POST https://oai.helicone.ai/v1/chat/completions',
  'POST https://gateway.braintrust.dev/v1/chat/completions',
  'POST https://api.braintrust.dev/btql',
  'GET https://sentry.io/api/0/projects/',
  'GET http://localhost:16686/v1/traces',
  'POST https://tickets.test/api/capture',
  'POST https://shop.test/track',
  'POST https://api.openai.com/v1/responses',
])('%s is not', (request) => {
  expect(effectOn(request)).toBeUndefined()
})

test('every row names a method, a path and where it is known from', () => {
  for (const { pattern, source } of TELEMETRY_ENDPOINTS) {
    expect(pattern).toMatch(/^(?:(?:POST|PUT|PATCH) \S*\/\S+|GET \S+\/info)$/)
    expect(pattern.replace(/^\S+ /, '').replaceAll('*', '')).toMatch(/\/.*\w/)
    expect(source).toMatch(/^https:\/\/\S+\/\S+/)
  }
})

test('a client gets the answer that it reads', () => {
  expect(droppedAnswer('POST */api/public/ingestion')).toEqual({
    status: 207,
    body: '{"successes":[],"errors":[]}',
  })
  expect(droppedAnswer('POST */mine')).toEqual({ status: 200, body: '{}' })
})
