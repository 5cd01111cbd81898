import type { PolicyRule } from './policy-rule.ts'

/** An address at which a vendor takes in telemetry, and the answer that its clients accept. */
interface TelemetryEndpoint {
  vendor: string
  /** Method and path, and the host where the path alone could be anybody's. */
  pattern: string
  /** The vendor's page, or the client's source, that names the address. */
  source: string
  /** The parts of the answer that a client reads; `{}` with status 200 where it reads nothing. */
  answer?: { status?: number; body?: string }
}

const OTLP = 'https://opentelemetry.io/docs/specs/otlp/#otlphttp-request'
const LANGSMITH = 'https://docs.langchain.com/langsmith/trace-with-api'
const POSTHOG = 'https://posthog.com/docs/api/capture'
const MIXPANEL = 'https://developer.mixpanel.com/reference/ingestion-api'
const SEGMENT = 'https://segment.com/docs/connections/sources/catalog/libraries/server/http-api/'

/**
 * Where telemetry is taken in. Prompts, flags, scores and data sets come from the same hosts, and an agent acts on them:
 * so no row is a host alone, and none stands for reading; but for what an exporter asks about its server before it sends.
 */
export const TELEMETRY_ENDPOINTS: readonly TelemetryEndpoint[] = [
  { vendor: 'OTLP', pattern: 'POST */v1/traces', source: OTLP },
  { vendor: 'OTLP', pattern: 'POST */v1/metrics', source: OTLP },
  { vendor: 'OTLP', pattern: 'POST */v1/logs', source: OTLP },
  {
    vendor: 'OpenAI Agents SDK',
    pattern: 'POST */v1/traces/ingest',
    source: 'https://openai.github.io/openai-agents-js/guides/tracing/',
  },
  { vendor: 'LangSmith', pattern: 'POST */runs/batch', source: LANGSMITH },
  { vendor: 'LangSmith', pattern: 'POST */runs/multipart', source: LANGSMITH },
  { vendor: 'LangSmith', pattern: 'POST *api.smith.langchain.com/runs', source: LANGSMITH },
  { vendor: 'LangSmith', pattern: 'PATCH *api.smith.langchain.com/runs/*', source: LANGSMITH },
  {
    vendor: 'LangSmith',
    pattern: 'GET *smith.langchain.com/info',
    source: 'https://github.com/langchain-ai/langsmith-sdk/blob/main/js/src/client.ts',
  },
  {
    vendor: 'Langfuse',
    pattern: 'POST */api/public/ingestion',
    source: 'https://api.reference.langfuse.com/#tag/ingestion',
    answer: { status: 207, body: '{"successes":[],"errors":[]}' },
  },
  {
    vendor: 'Langfuse',
    pattern: 'POST */api/public/otel*',
    source: 'https://langfuse.com/integrations/native/opentelemetry',
  },
  {
    vendor: 'Datadog',
    pattern: 'POST *datadoghq.*/api/v2/logs',
    source: 'https://docs.datadoghq.com/api/latest/logs/#send-logs',
    answer: { status: 202 },
  },
  {
    vendor: 'Datadog',
    pattern: 'POST *datadoghq.*/api/v*/series',
    source: 'https://docs.datadoghq.com/api/latest/metrics/#submit-metrics',
    answer: { status: 202, body: '{"errors":[]}' },
  },
  {
    vendor: 'Datadog',
    pattern: 'POST *datadoghq.*/api/*/llmobs',
    source: 'https://docs.datadoghq.com/llm_observability/instrumentation/api/',
    answer: { status: 202 },
  },
  {
    vendor: 'Datadog agent',
    pattern: 'PUT *:8126/v0.*/traces',
    source: 'https://docs.datadoghq.com/tracing/guide/send_traces_to_agent_by_api/',
    answer: { body: '{"rate_by_service":{}}' },
  },
  {
    vendor: 'Datadog agent',
    pattern: 'POST *:8126/telemetry/proxy/*',
    source: 'https://github.com/DataDog/dd-trace-js/blob/master/packages/dd-trace/src/telemetry',
    answer: { status: 202 },
  },
  {
    vendor: 'Sentry',
    pattern: 'POST */api/*/envelope/',
    source: 'https://develop.sentry.dev/sdk/data-model/envelopes/',
  },
  {
    vendor: 'Sentry',
    pattern: 'POST */api/*/store/',
    source: 'https://develop.sentry.dev/sdk/overview/',
  },
  ...['batch', 'capture', 'e', 'i/v0/e'].flatMap((path) =>
    [`POST *posthog.com/${path}`, `POST *posthog.com/${path}/`].map((pattern) => ({
      vendor: 'PostHog',
      pattern,
      source: POSTHOG,
      answer: { body: '{"status":1}' },
    })),
  ),
  {
    vendor: 'Helicone',
    pattern: 'POST *helicone.ai/*/log',
    source: 'https://docs.helicone.ai/getting-started/integration-method/custom',
  },
  ...['track', 'identify', 'page', 'screen', 'group', 'alias', 'batch'].map((path) => ({
    vendor: 'Segment',
    pattern: `POST *api.segment.io/v1/${path}`,
    source: SEGMENT,
    answer: { body: '{"success":true}' },
  })),
  {
    vendor: 'Amplitude',
    pattern: 'POST *amplitude.com/2/httpapi',
    source: 'https://amplitude.com/docs/apis/analytics/http-v2',
    answer: { body: '{"code":200}' },
  },
  {
    vendor: 'Amplitude',
    pattern: 'POST *amplitude.com/batch',
    source: 'https://amplitude.com/docs/apis/analytics/batch-event-upload',
    answer: { body: '{"code":200}' },
  },
  ...['track', 'engage', 'groups', 'import'].map((path) => ({
    vendor: 'Mixpanel',
    pattern: `POST *mixpanel.com/${path}`,
    source: MIXPANEL,
    answer: { body: '{"status":1,"code":200}' },
  })),
  {
    vendor: 'Honeycomb',
    pattern: 'POST *honeycomb.io/1/events/*',
    source: 'https://api-docs.honeycomb.io/api/events',
  },
  {
    vendor: 'Honeycomb',
    pattern: 'POST *honeycomb.io/1/batch/*',
    source: 'https://api-docs.honeycomb.io/api/events',
    answer: { body: '[]' },
  },
  ...['log', 'metric', 'trace'].map((kind) => ({
    vendor: 'New Relic',
    pattern: `POST *${kind}-api*.newrelic.com/${kind}/v1`,
    source: 'https://docs.newrelic.com/docs/telemetry-data-platform/ingest-apis/',
    answer: { status: 202 },
  })),
  {
    vendor: 'Braintrust',
    pattern: 'POST *braintrust.dev/logs3',
    source: 'https://github.com/braintrustdata/braintrust-sdk/blob/main/js/src/logger.ts',
  },
  {
    vendor: 'Braintrust',
    pattern: 'POST *braintrust.dev/otel/v1/*',
    source: 'https://www.braintrust.dev/docs/integrations/sdk-integrations/opentelemetry',
  },
  {
    vendor: 'Traceloop',
    pattern: 'POST *api.traceloop.com/v1/traces',
    source: 'https://www.traceloop.com/docs/openllmetry/integrations/traceloop',
  },
  {
    vendor: 'Arize',
    pattern: 'POST *otlp.arize.com/v1',
    source: 'https://arize.com/docs/ax/observe/tracing/configure',
  },
]

/** Variables that name a server of LangSmith of one's own. */
const LANGSMITH_SERVERS = ['LANGSMITH_ENDPOINT', 'LANGCHAIN_ENDPOINT']

/** The rules that drop telemetry where no rule of the user says otherwise. */
export function telemetryRules(env: Readonly<Record<string, string | undefined>>): PolicyRule[] {
  const servers = LANGSMITH_SERVERS.flatMap((name) => {
    const [, place] = /^https?:\/\/([^*?#\s]+?)\/*$/.exec(env[name] ?? '') ?? []
    return place === undefined ? [] : [`GET *${place}/info`]
  })
  return [...TELEMETRY_ENDPOINTS.map(({ pattern }) => pattern), ...new Set(servers)].map(
    (pattern) => ({ kind: 'http', pattern, effect: 'drop', origin: 'built-in' }),
  )
}

/** The answer that a client of a dropped request gets. */
export function droppedAnswer(pattern: string): { status: number; body: string } {
  const answer = TELEMETRY_ENDPOINTS.find((endpoint) => endpoint.pattern === pattern)?.answer
  return { status: answer?.status ?? 200, body: answer?.body ?? '{}' }
}
