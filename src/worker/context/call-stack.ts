/** The stack of the present call, deep enough to reach through an SDK to the user's code. */
export function callStack(): string | undefined {
  const limit = Error.stackTraceLimit
  Error.stackTraceLimit = 60
  const { stack } = new Error('call')
  Error.stackTraceLimit = limit
  return stack
}
