/** Milliseconds of CPU time that synchronous work takes: other work on the machine does not count. */
export function cpuTime<Result>(work: () => Result): { ms: number; result: Result } {
  const before = process.cpuUsage()
  const result = work()
  const { user, system } = process.cpuUsage(before)
  return { ms: (user + system) / 1000, result }
}
