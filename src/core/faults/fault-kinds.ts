/** Every fault that can be put in place of a recorded answer. */
export const FAULT_KINDS = [
  'rate_limited',
  'server_error',
  'overloaded',
  'connection_reset',
  'time_out',
  'recorded_speed',
  'slow',
  'stream_cut',
  'truncated_json',
  'malformed_arguments',
  'unknown_arguments',
  'empty_answer',
  'refusal',
  'tool_throws',
  'tool_returns_nothing',
  'duplicate_delivery',
] as const

/** The judgements on a run with a fault in it, the worst first. */
export const FAULT_VERDICTS = [
  'ran_away',
  'done_twice',
  'swallowed',
  'crashed',
  'left_recording',
  'failed_cleanly',
  'recovered_otherwise',
  'recovered',
] as const
