// No library: the upstream server answers.
export async function open() {
  return { run: (agent) => agent() }
}
