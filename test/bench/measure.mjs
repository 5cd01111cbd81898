// One measurement in a process of its own: from just before the library is imported to the end of the work.
import { writeSync } from 'node:fs'

const {
  candidate,
  work: workName,
  mode,
  count,
  reverse,
  name,
  folder,
  verify,
  origin,
  environment,
} = JSON.parse(process.argv[2])
const work = await import(`./work/${workName}.mjs`)

const started = performance.now()
const { open } = await import(`./candidates/${candidate}.mjs`)
const opened = await open({ work, count, reverse, mode, name, folder, verify, environment })
let agentMs
const result = await opened.run(async () => {
  const agentStarted = performance.now()
  const outcome = await work.agent(opened.url ?? `${origin}${work.path}`, count, reverse)
  agentMs = performance.now() - agentStarted
  return outcome
})
const totalMs = performance.now() - started
const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage()
const cpuMs = (userCPUTime + systemCPUTime) / 1000
writeSync(1, JSON.stringify({ totalMs, agentMs, cpuMs, rssMb: maxRSS / 1000, result }))
process.exit()
