import type { ExplainedEnd } from '../../analysis/explain-end.ts'
import type { FailureClass } from '../../analysis/failure/classes.ts'
import { innermostFirst, type FailedError } from '../../analysis/failure/failed-error.ts'
import { CATALOGUE, type CatalogueEntry } from './catalogue.ts'

/** The words for failures of a class that have a message or a code of their own, beside the entry of the class. */
interface Detail extends Partial<CatalogueEntry> {
  class: FailureClass
  /** Tried on the messages and the codes of the error and of what caused it. */
  pattern: RegExp
}

/** Sources: those of the catalogue; messages of Node 20 and of undici were provoked. */
const DETAILS: readonly Detail[] = [
  {
    class: 'configuration',
    pattern: /browser-like environment/,
    remedy: 'run the test in Node: // @vitest-environment node at the head of its file',
  },
  {
    class: 'invalid_request',
    pattern: /Streaming is (?:required|strongly recommended) for operations/,
    remedy: 'stream the answer, or lower max_tokens',
  },
  {
    class: 'invalid_request',
    pattern: /max_(?:completion_|output_)?tokens is too large|max_tokens: \d+ > \d+/,
    remedy: 'lower the limit of output tokens to what the model supports',
  },
  {
    class: 'missing_credentials',
    pattern: /invalid header value|Cannot convert argument to a ByteString/,
    statement: 'a credential cannot be sent as a header: {subject}',
    remedy: 'look for a line break, a space or a character outside of ASCII in the variable',
  },
  {
    class: 'invalid_output',
    pattern: /Unexpected token '?`/,
    statement: 'the model wrapped its JSON in a code fence: {subject}',
    remedy: 'ask for structured output, or take the fence off before the answer is parsed',
  },
  {
    class: 'connection',
    pattern: /\b(?:ENOTFOUND|EAI_AGAIN|EAI_FAIL)\b/,
    statement: 'the name of the host was not found: {subject}',
    remedy: 'check the host of the base URL, and that this machine has a network',
  },
  {
    class: 'connection',
    pattern: /\bECONNREFUSED\b/,
    statement: 'nothing listens at the address: {subject}',
    remedy: 'start the service, or correct the host and the port',
  },
  {
    class: 'connection',
    pattern: /\b(?:ECONNRESET|EPIPE|UND_ERR_SOCKET|ERR_STREAM_PREMATURE_CLOSE)\b|^terminated$/,
    statement: 'the connection was cut off: {subject}',
    remedy: 'ask again; where it happens each time, look at what stands in between and its limits',
    prevention: 'retry calls that may be repeated',
  },
  {
    class: 'connection',
    pattern:
      /self.signed certificate|\bSELF_SIGNED_CERT\w*|UNABLE_TO_(?:VERIFY_LEAF|GET_ISSUER)\w*/i,
    statement: 'the certificate of the service is not trusted here: {subject}',
    remedy: 'name the certificate of your network in NODE_EXTRA_CA_CERTS',
  },
  {
    class: 'timeout',
    pattern: /UND_ERR_CONNECT_TIMEOUT|\bETIMEDOUT\b/,
    statement: 'the service could not be reached in time: {subject}',
    remedy: 'check the address, and whether a firewall or a proxy stands in between',
  },
  {
    class: 'process_failed',
    pattern: /not a git repository/i,
    remedy: 'run git in the folder of the repository, and check it out in CI',
  },
  {
    class: 'process_failed',
    pattern: /ERR_CHILD_PROCESS_STDIO_MAXBUFFER/,
    statement: 'a process wrote more than was to be kept: {subject}',
    remedy: 'raise maxBuffer, or read its output as a stream',
  },
  {
    class: 'configuration',
    pattern: /AI_UnsupportedModelVersionError|Unsupported model version/,
    remedy: 'install a version of the provider package that belongs to the version of ai',
  },
  {
    class: 'configuration',
    pattern: /ERR_INVALID_URL|Failed to parse URL/,
    statement: 'a URL is none: {subject}',
    remedy: 'check the variable that the base URL is made of',
  },
  {
    class: 'configuration',
    pattern: /^bad port$/,
    statement: 'a port that fetch refuses for any host: {subject}',
    remedy: 'let the service listen at another port',
  },
  {
    class: 'configuration',
    pattern: /\[MSW\] Cannot bypass a request/,
    statement: 'MSW has no handler for a request: {subject}',
    remedy: "add a handler for it, or set onUnhandledRequest to 'bypass'",
  },
  {
    class: 'agent_error',
    pattern: /Body is unusable|body (?:stream )?(?:has )?already (?:been )?(?:read|used)/i,
    statement: 'a body was read twice: {subject}',
    remedy: 'read it once and keep the text, or read a clone of the response',
  },
  {
    class: 'agent_error',
    pattern: /Converting circular structure to JSON|could not be cloned/,
    statement: 'a value cannot be written as data: {subject}',
    remedy: 'send plain data: no instances, functions or references around a circle',
  },
]

/** A form of the end of a run that its class alone does not tell. */
type Form = ExplainedEnd['form'] | 'uncaught'

const FORMS: Record<NonNullable<Form>, Partial<CatalogueEntry>> = {
  uncaught: {
    statement: 'nothing handled an error, and the agent waited on: {subject}',
    remedy: 'handle the error of the socket, the stream or the promise where it is made',
    prevention: 'listen for errors of whatever has events, and wait for each promise',
  },
  page: {
    statement: 'a page came where JSON was expected: {subject}',
    remedy:
      'open the address with the same headers: a sign-in, a proxy or a wrong path answers with pages',
    prevention: 'check the status and the content type before an answer is parsed',
  },
  dropped: {
    statement: 'a process that the policy drops wrote nothing: {subject}',
    remedy: "let it be served, or run ('execute'), where the agent reads what it writes",
    prevention: 'drop only what nothing is read of',
  },
  no_answer: {
    statement: 'the answer is a page, and none of a model: {subject}',
    remedy: 'check the base URL, and that no proxy or sign-in answers in the place of the service',
    prevention: 'check the content type before an answer is read',
  },
  cut: {
    statement: 'the answer was cut off: its stream ended before it was whole: {subject}',
    remedy: 'ask again; where it happens each time, look at what stands in between and its limits',
    prevention: 'take an answer only with the event that ends its stream',
  },
  loop: {
    statement: 'the agent went in a loop until it gave up: {subject}',
    remedy: 'look at why the model asks again: the result may not say what it needs',
    prevention: 'stop on a repeated call, and say so to the model',
  },
}

/** Finds what is said of a failure: by its form, by what its error says, else by its class. */
export function findEntry(
  errorClass: FailureClass,
  { error, form }: { error: FailedError | null; form: Form },
): CatalogueEntry {
  const entry = CATALOGUE[errorClass]
  // The class of such an error says more where it is not the agent's own.
  const isSaid = form === 'uncaught' && errorClass !== 'agent_error'
  if (form !== null && !isSaid) return { ...entry, ...FORMS[form] }
  const texts = error ? innermostFirst(error).flatMap(textsOf) : []
  const detail = DETAILS.find(
    (one) => one.class === errorClass && texts.some((text) => one.pattern.test(text)),
  )
  if (!detail) return entry
  const { class: _class, pattern: _pattern, ...words } = detail
  return { ...entry, ...words }
}

function textsOf({ name, message, code, fields }: FailedError): string[] {
  const stderr = fields?.['stderr']
  return [name, message, String(code ?? ''), typeof stderr === 'string' ? stderr : '']
}
