import type { FailureClass } from '../classes.ts'

/**
 * Messages of SDKs, of Node and of common wrappers whose errors have neither a code nor a name of their own. They are tried
 * in this order, on messages of errors alone and never on what a model or a tool has answered.
 */
const MESSAGES: ReadonlyArray<readonly [RegExp, FailureClass]> = [
  [/running in a browser-like environment/, 'configuration'],
  [/\[MSW\] Cannot bypass a request/, 'configuration'],
  [/^bad port$/, 'configuration'],
  [/Streaming is (?:required|strongly recommended) for operations/, 'invalid_request'],
  [/Missing credentials\. Please pass/, 'missing_credentials'],
  [/Could not resolve authentication method/, 'missing_credentials'],
  [
    /Could not load (?:the default )?credentials|Could not load credentials from any providers/,
    'missing_credentials',
  ],
  [
    /\bAPI key is (?:missing|required|not set)|\b(?:missing|no) (?:an? )?API key\b/i,
    'missing_credentials',
  ],
  [
    /\bapi[_ ]?key\b.{0,40}\b(?:must be|is not|isn't|was not) (?:set|provided|defined|configured)/i,
    'missing_credentials',
  ],
  [
    /\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*_(?:KEY|TOKEN|SECRET|PASSWORD|CREDENTIALS)\b.{0,60}\b(?:required|missing|not set|not defined|must be set|undefined|not found|is empty)/,
    'missing_credentials',
  ],
  [
    /\b(?:[Mm]issing|[Ss]et|[Rr]equired|[Dd]efine|[Pp]rovide|[Ss]pecify|[Cc]onfigure|[Ee]xport|[Nn]eeds?)\b.{0,40}\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*_(?:KEY|TOKEN|SECRET|PASSWORD|CREDENTIALS)\b/,
    'missing_credentials',
  ],
  [
    /\benvironment variable\b.{0,60}\b(?:required|missing|not set|not defined|must be set|not found)|\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+ (?:environment variable )?is (?:required|missing|not set|not defined)/,
    'missing_variable',
  ],
  [/\b(?:missing|required) (?:environment|env) (?:variable|var)\b/i, 'missing_variable'],
  [/invalid header value|Cannot convert argument to a ByteString/, 'missing_credentials'],
  [
    /Cannot find package '|Failed to load url [^./\s]|package is not installed|No module named\b|ModuleNotFoundError|ImportError/,
    'missing_package',
  ],
  [/Cannot find module '(?:\.|\/|[A-Za-z]:\\|file:)/, 'missing_file'],
  [/Cannot find module '/, 'missing_package'],
  [/Failed to load url [./]/, 'missing_file'],
  [
    /ENOENT: no such file|No such file or directory|Failed to read (?:the )?(?:original )?file\b/i,
    'missing_file',
  ],
  [
    /\bspawn \S+ ENOENT\b|: command not found\b|is not recognized as an internal or external command/,
    'missing_program',
  ],
  [/EACCES|EPERM: |Permission denied/, 'permission'],
  [
    /\b(?:ENOSPC|EDQUOT|EFBIG|EROFS)\b|no space left on device|disk quota exceeded|read-only file system|the disk is full|the quota of the disk is used up|than this process may write|the file system is read-only/i,
    'file_access',
  ],
  [
    /insufficient_quota|exceeded your current quota|credit balance is too low|out of credits|billing/i,
    'quota',
  ],
  [
    /maximum context length|context_length_exceeded|prompt is too long|context window|input token count .* exceeds/i,
    'context_too_long',
  ],
  [/\brate limit(?:ed| reached| exceeded)|Too Many Requests/i, 'rate_limit'],
  [/\b(?:overloaded|Overloaded)\b/, 'overloaded'],
  [
    /length limit was reached|maximum output tokens|truncated (?:response|answer|output)/i,
    'truncated',
  ],
  [/rejected by the content filter|content management policy/i, 'content_filter'],
  [
    /Max turns \(\d+\) exceeded|Recursion limit of \d+ reached|maximum number of (?:turns|steps|iterations)|max(?:imum)? iterations/i,
    'step_limit',
  ],
  [/Model tried to call unavailable tool|No tools are available/, 'tool_missing'],
  [/Received tool input did not match expected schema|Invalid input for tool/, 'tool_arguments'],
  [
    /malformed server-sent event JSON|No object generated|did not match (?:the )?schema|failed to parse (?:the )?(?:response|answer|output)/i,
    'invalid_output',
  ],
  [/Failed to extract .{0,40} from (?:the )?(?:LLM|model) response/i, 'invalid_output'],
  [
    /(?:generated|returned|produced) .{0,40}\b(?:is|was) empty\b|\bempty (?:response|answer|completion|output)\b|No (?:content|choices|message) in (?:the )?(?:API )?response|returned (?:no|an empty) (?:content|response|answer)/i,
    'empty_output',
  ],
  [/\b(?:tool|function) ['"`][^'"`]+['"`].{0,60}\b(?:failed|returned an error)/i, 'tool_error'],
  [/timed? ?out\b|timeout (?:of \d+ ?ms )?exceeded/i, 'timeout'],
  [
    /\bfetch failed\b|Cannot connect to API|Connection error\.|socket hang up|other side closed|network (?:error|request failed)|getaddrinfo|^terminated$/i,
    'connection',
  ],
  [/Command failed|(?:exited with|exit) (?:status |code )\d+/i, 'process_failed'],
]

/** Finds the class of an error by its message; `null` where no rule matches. */
export function classOfMessage(error: { name: string; message: string }): FailureClass | null {
  const { name, message } = error
  if (isJsonSyntax(error)) return classOfBrokenJson(message)
  if (name === 'SyntaxError') return null
  return MESSAGES.find(([pattern]) => pattern.test(message))?.[1] ?? null
}

/** A `SyntaxError` of `JSON.parse`; one of the program's own source says nothing of JSON. */
function isJsonSyntax({ name, message }: { name: string; message: string }): boolean {
  return name === 'SyntaxError' && /JSON\b/.test(message)
}

function classOfBrokenJson(message: string): FailureClass {
  // An HTML page in place of JSON comes from a proxy or a gateway, not from the model.
  if (/Unexpected token '?<'?, "\s*<(?:!DOCTYPE|html|head|\?xml)/i.test(message))
    return 'server_error'
  return 'invalid_output'
}
