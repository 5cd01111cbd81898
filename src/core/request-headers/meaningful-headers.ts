import type { HeaderGroup } from './header-group.ts'
import { SERVICE_HEADERS } from './service-headers.ts'

/** The version of the table below; a cassette names the one that it was recorded with. Raise it with every new row. */
export const HEADER_TABLE_VERSION = 9

/** Checks that a cassette that was recorded with a version tells an argument that is an aborted signal from one that is not. */
export function tellsAborts(version: number | undefined): boolean {
  return version !== undefined && version >= 8
}

/** The names by which what is no header takes part as one: the trailers of a request, and the socket that it was sent to. */
export const TRAILER = 'trailer.'
export const SOCKET_PATH = 'socket.path'

/** Names that cassettes kept before there was a table: of these, an absent one was not sent. */
export const KEPT_BEFORE: ReadonlySet<string> = new Set([
  'accept',
  'anthropic-beta',
  'anthropic-version',
  'content-type',
  'last-event-id',
  'mcp-protocol-version',
  'openai-beta',
  'range',
  'x-amz-target',
  'x-goog-upload-command',
])

/** Headers whose value is a list without an order. */
export const LIST_HEADERS: ReadonlySet<string> = new Set([
  'accept',
  'anthropic-beta',
  'asana-disable',
  'asana-enable',
  'if-match',
  'if-none-match',
  'openai-beta',
  'prefer',
  'x-goog-fieldmask',
  'x-litellm-tags',
])

/** Headers whose value is a list of which the first is preferred by many servers. */
export const ORDERED_LISTS: ReadonlySet<string> = new Set(['accept-language'])

export const MEANINGFUL_HEADERS: readonly HeaderGroup[] = [
  {
    provider: 'HTTP',
    source: 'https://www.rfc-editor.org/rfc/rfc9110',
    selects: { form: ['accept', 'accept-language', 'content-type', 'content-language', 'range'] },
  },
  {
    provider: 'HTTP, a site on a shared address',
    source: 'https://www.rfc-editor.org/rfc/rfc9110#name-host-and-authority',
    since: 5,
    selects: { route: ['host'] },
  },
  {
    provider: 'HTTP, the coding of a body',
    source: 'https://www.rfc-editor.org/rfc/rfc9110#name-content-encoding',
    since: 6,
    selects: { form: ['content-encoding'] },
  },
  {
    provider: 'HTTP, a part of a body',
    source: 'https://www.rfc-editor.org/rfc/rfc9110#name-content-range',
    since: 7,
    selects: { form: ['content-range'] },
  },
  {
    provider: 'HTTP, what follows a body (named here `trailer.<name>`)',
    source: 'https://www.rfc-editor.org/rfc/rfc9110#name-trailer-fields',
    since: 7,
    selects: { feature: [`${TRAILER}*`] },
  },
  {
    provider: 'Node, a socket of this machine (named here by its file)',
    source: 'https://nodejs.org/api/http.html#httprequesturl-options-callback',
    since: 7,
    selects: { route: [SOCKET_PATH] },
  },
  {
    provider: 'Server-sent events',
    source:
      'https://html.spec.whatwg.org/multipage/server-sent-events.html#the-last-event-id-header',
    selects: { feature: ['last-event-id'] },
  },
  {
    provider: 'HTTP conditional requests',
    source: 'https://www.rfc-editor.org/rfc/rfc9110#name-conditional-requests',
    since: 2,
    selects: {
      feature: [
        'if-match',
        'if-none-match',
        'if-modified-since',
        'if-unmodified-since',
        'if-range',
      ],
    },
  },
  {
    provider: 'WebDAV',
    source: 'https://www.rfc-editor.org/rfc/rfc4918#section-10',
    since: 2,
    selects: { feature: ['depth', 'destination', 'if', 'overwrite'] },
  },
  {
    provider: 'HTTP preferences',
    source: 'https://www.rfc-editor.org/rfc/rfc7240',
    selects: { form: ['prefer'] },
  },
  {
    provider: 'HTTP method override',
    source: 'https://cloud.google.com/apis/docs/system-parameters',
    selects: { feature: ['x-http-method-override', 'x-http-method', 'x-method-override'] },
  },
  {
    provider: 'OpenAI',
    source: 'https://platform.openai.com/docs/api-reference/authentication',
    selects: {
      account: ['openai-organization', 'openai-project'],
      feature: ['openai-beta'],
    },
  },
  {
    provider: 'Anthropic',
    source: 'https://docs.anthropic.com/en/api/beta-headers',
    selects: { feature: ['anthropic-beta'] },
  },
  {
    provider: 'Anthropic',
    source: 'https://docs.anthropic.com/en/api/versioning',
    selects: { version: ['anthropic-version'] },
  },
  {
    provider: 'Google Cloud',
    source: 'https://cloud.google.com/docs/quotas/set-quota-project',
    selects: { account: ['x-goog-user-project'] },
  },
  {
    provider: 'Google Cloud',
    source: 'https://google.aip.dev/client-libraries/4222',
    selects: { route: ['x-goog-request-params'] },
  },
  {
    provider: 'Google Cloud',
    source: 'https://cloud.google.com/apis/docs/system-parameters',
    selects: { form: ['x-goog-fieldmask'] },
  },
  {
    provider: 'Gemini API',
    source: 'https://ai.google.dev/gemini-api/docs/files',
    selects: { feature: ['x-goog-upload-command', 'x-goog-upload-protocol'] },
  },
  {
    provider: 'Vertex AI',
    source:
      'https://cloud.google.com/vertex-ai/generative-ai/docs/provisioned-throughput/use-provisioned-throughput',
    selects: { route: ['x-vertex-ai-llm-request-type', 'x-vertex-ai-llm-shared-request-type'] },
  },
  {
    provider: 'Azure OpenAI',
    source: 'https://learn.microsoft.com/en-us/azure/ai-foundry/openai/latest',
    selects: { model: ['x-ms-oai-image-generation-deployment'], version: ['api-version'] },
  },
  {
    provider: 'Azure Machine Learning',
    source:
      'https://learn.microsoft.com/en-us/azure/machine-learning/how-to-safely-rollout-online-endpoints',
    selects: { model: ['azureml-model-deployment'] },
  },
  {
    provider: 'Azure AI Model Inference',
    source: 'https://learn.microsoft.com/en-us/rest/api/aifoundry/modelinference/',
    selects: { feature: ['extra-parameters'] },
  },
  {
    provider: 'AWS JSON protocols',
    source:
      'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.LowLevelAPI.html',
    selects: { feature: ['x-amz-target'] },
  },
  {
    provider: 'Amazon Bedrock',
    source: 'https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InvokeModel.html',
    selects: { form: ['x-amzn-bedrock-accept'], feature: ['x-amzn-bedrock-*'] },
  },
  {
    provider: 'Amazon SageMaker',
    source:
      'https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpoint.html',
    selects: {
      model: ['x-amzn-sagemaker-target-*', 'x-amzn-sagemaker-inference-component'],
      feature: ['x-amzn-sagemaker-custom-attributes', 'x-amzn-sagemaker-enable-explanations'],
    },
  },
  {
    provider: 'Amazon S3',
    source: 'https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html',
    selects: {
      feature: [
        'x-amz-acl',
        'x-amz-copy-source',
        'x-amz-metadata-directive',
        'x-amz-storage-class',
        'x-amz-tagging',
      ],
      form: ['x-amz-meta-*'],
    },
  },
  {
    provider: 'Vercel AI Gateway',
    source: 'https://vercel.com/docs/ai-gateway',
    selects: {
      model: ['ai-language-model-id', 'ai-model-id'],
      version: [
        'ai-gateway-protocol-version',
        'ai-language-model-specification-version',
        'ai-embedding-model-specification-version',
        'ai-image-model-specification-version',
        'ai-video-model-specification-version',
        'ai-reranking-model-specification-version',
        'ai-speech-model-specification-version',
        'ai-transcription-model-specification-version',
      ],
      form: ['ai-language-model-streaming'],
    },
  },
  {
    provider: 'Portkey',
    source: 'https://portkey.ai/docs/api-reference/headers',
    selects: { route: ['x-portkey-*'] },
  },
  {
    provider: 'Helicone',
    source: 'https://docs.helicone.ai/helicone-headers/header-directory',
    selects: {
      model: ['helicone-model-override'],
      route: ['helicone-target-url', 'helicone-openai-api-base', 'helicone-fallbacks'],
      feature: [
        'helicone-cache-*',
        'helicone-prompt-*',
        'helicone-moderations-enabled',
        'helicone-llm-security-enabled',
        'helicone-token-limit-exception-handler',
      ],
    },
  },
  {
    provider: 'Cloudflare AI Gateway',
    source: 'https://developers.cloudflare.com/ai-gateway/glossary',
    selects: { route: ['cf-aig-*'] },
  },
  {
    provider: 'LiteLLM',
    source: 'https://docs.litellm.ai/docs/proxy/request_headers',
    selects: {
      route: ['x-litellm-tags'],
      account: ['x-litellm-customer-id', 'x-litellm-end-user-id'],
    },
  },
  {
    provider: 'TrueFoundry AI Gateway',
    source: 'https://www.truefoundry.com/docs/ai-gateway/request-headers',
    selects: { route: ['x-tfy-provider-name', 'x-tfy-metadata'], form: ['x-tfy-strict-openai'] },
  },
  {
    provider: 'Groq',
    source: 'https://console.groq.com/docs/compound/systems',
    selects: { version: ['groq-model-version'] },
  },
  {
    provider: 'Hugging Face',
    source: 'https://huggingface.co/docs/inference-providers/pricing',
    selects: { account: ['x-hf-bill-to'] },
  },
  {
    provider: 'Model Context Protocol',
    source: 'https://modelcontextprotocol.io/specification/2025-11-25/basic/transports',
    selects: { version: ['mcp-protocol-version'] },
  },
  ...SERVICE_HEADERS,
]
