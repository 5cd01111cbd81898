import type { Recording } from './recording.ts'

const REASONS: Record<string, string> = {
  'claude-jsonl': 'session log of Claude Code: messages and tool results, no HTTP',
  'claude-sdk-messages': 'messages of the Claude Agent SDK over stdio, no HTTP',
  'codex-jsonl': 'session log of Codex: records without request or response',
  'event-jsonl': 'event log of a run: no requests or responses',
  'otel-spans': 'OpenTelemetry spans: attributes, no HTTP bodies',
  'sweagent-traj': 'agent trajectory: actions and observations, no HTTP',
  'tau-traj': 'agent trajectory: messages, no HTTP',
  'tau2-results': 'results of simulations: messages and scores, no HTTP',
  'xai-grpc': 'gRPC samples: messages without an HTTP layer',
  ws: 'WebSocket frames, no HTTP',
}

/** Returns the reason that a recording holds no HTTP, or `null` where it does. */
export function notHttpReason({ kind, text }: Recording): string | null {
  const reason = REASONS[kind]
  if (reason) return reason
  // Two `.chunks.txt` are the frames of a realtime session; the index calls them streams.
  if (kind === 'vercel-chunks' && /^\{"(?:setupComplete"|type":"session\.created")/.test(text)) {
    return REASONS['ws']!
  }
  return null
}
