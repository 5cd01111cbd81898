import type { FailureClass } from '../classes.ts'

/**
 * Codes of Node, undici, axios and the language's own exceptions.
 *
 * Sources: the documentation of Node's `errors` and `os.constants.errno`, undici's `lib/core/errors.js`, axios' `AxiosError.js`.
 */
const CODES: Record<string, FailureClass> = {
  ECONNREFUSED: 'connection',
  ECONNRESET: 'connection',
  ECONNABORTED: 'connection',
  ENOTFOUND: 'connection',
  EAI_AGAIN: 'connection',
  EAI_FAIL: 'connection',
  EPIPE: 'connection',
  EHOSTUNREACH: 'connection',
  EHOSTDOWN: 'connection',
  ENETUNREACH: 'connection',
  ENETDOWN: 'connection',
  EPROTO: 'connection',
  ERR_NETWORK: 'connection',
  ERR_STREAM_PREMATURE_CLOSE: 'connection',
  ERR_HTTP2_STREAM_ERROR: 'connection',
  ERR_HTTP2_SESSION_ERROR: 'connection',
  ERR_HTTP2_GOAWAY_SESSION: 'connection',
  ERR_TLS_CERT_ALTNAME_INVALID: 'connection',
  CERT_HAS_EXPIRED: 'connection',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'connection',
  SELF_SIGNED_CERT_IN_CHAIN: 'connection',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'connection',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'connection',
  UND_ERR_SOCKET: 'connection',
  UND_ERR_CLOSED: 'connection',
  UND_ERR_DESTROYED: 'connection',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'connection',
  UND_ERR_PRX_TLS: 'connection',
  UND_ERR_PRX_CONN: 'connection',
  CONNECTION_CLOSED: 'connection',
  NOT_CONNECTED: 'connection',
  INVALID_RESULT: 'invalid_output',
  ETIMEDOUT: 'timeout',
  ESOCKETTIMEDOUT: 'timeout',
  ERR_SOCKET_CONNECTION_TIMEOUT: 'timeout',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  UND_ERR_BODY_TIMEOUT: 'timeout',
  REQUEST_TIMEOUT: 'timeout',
  ABORT_ERR: 'cancelled',
  ERR_CANCELED: 'cancelled',
  UND_ERR_ABORTED: 'cancelled',
  EACCES: 'permission',
  EPERM: 'permission',
  EISDIR: 'file_access',
  ENOTDIR: 'file_access',
  ENOSPC: 'file_access',
  EDQUOT: 'file_access',
  EFBIG: 'file_access',
  EROFS: 'file_access',
  EMFILE: 'file_access',
  ENFILE: 'file_access',
  EBUSY: 'file_access',
  ENOTEMPTY: 'file_access',
  EEXIST: 'file_access',
  EIO: 'file_access',
  ELOOP: 'file_access',
  ENAMETOOLONG: 'file_access',
  EXDEV: 'file_access',
  ERR_INVALID_URL: 'configuration',
  ERR_INVALID_CHAR: 'configuration',
  EADDRINUSE: 'configuration',
  ERR_CHILD_PROCESS_STDIO_MAXBUFFER: 'process_failed',
  ERR_ASSERTION: 'assertion',
  // Our own: files that cannot be written, limits of a recording, and what the user's policy refuses.
  STORAGE_FAILED: 'file_access',
  BUDGET_USED_UP: 'budget',
  STEP_LIMIT: 'step_limit',
  REFUSED_BY_POLICY: 'refused',
  APPROVAL_PENDING: 'interrupted',
  // LangGraph's lc_error_code, which its errors also carry as code.
  GRAPH_RECURSION_LIMIT: 'step_limit',
  INVALID_CONCURRENT_GRAPH_UPDATE: 'configuration',
  INVALID_PROMPT_INPUT: 'invalid_prompt',
  INVALID_TOOL_RESULTS: 'invalid_prompt',
  OUTPUT_PARSING_FAILURE: 'invalid_output',
  MODEL_AUTHENTICATION: 'authentication',
  MODEL_NOT_FOUND: 'not_found',
  MODEL_RATE_LIMIT: 'rate_limit',
}

/** A module that the loader did not find; a relative or absolute path is a file of the project, not a package. */
const MODULE_CODES = new Set(['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND', 'ERR_LOAD_URL'])
const MISSING_PATH = /Cannot find module '(?:\.|\/|[A-Za-z]:\\|file:)/

/** JSON-RPC codes of the Model Context Protocol. */
const RPC_CODES: Record<number, FailureClass> = {
  [-32_001]: 'timeout',
  [-32_000]: 'connection',
  [-32_700]: 'invalid_output',
  [-32_600]: 'invalid_request',
  [-32_601]: 'tool_missing',
  [-32_602]: 'tool_arguments',
  [-32_603]: 'server_error',
}

/** Facts of an error that this rule reads. */
interface CodedError {
  name: string
  message: string
  code?: string | number | undefined
  fields?: Readonly<Record<string, unknown>> | undefined
}

/** Finds the class of an error by its code; `null` where the code is absent or not known. */
export function classOfCode({ name, message, code, fields }: CodedError): FailureClass | null {
  if (typeof code === 'number') return /mcp/i.test(name) ? (RPC_CODES[code] ?? null) : null
  const known = code ?? stringOf(fields?.['lc_error_code'])
  if (known === undefined) return null
  if (known === 'ENOENT') return isSpawned(fields, message) ? 'missing_program' : 'missing_file'
  if (MODULE_CODES.has(known))
    return MISSING_PATH.test(message) ? 'missing_file' : 'missing_package'
  return CODES[known] ?? (/^(HPE_|ERR_SSL_|ERR_TLS_)/.test(known) ? 'connection' : null)
}

function isSpawned(fields: CodedError['fields'], message: string): boolean {
  const syscall = stringOf(fields?.['syscall'])
  return syscall === undefined ? /^spawn\b/.test(message) : syscall.startsWith('spawn')
}

function stringOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
