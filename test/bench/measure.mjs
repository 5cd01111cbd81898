// One measurement in a process of its own: from just before the library is imported to the end of the work.
import { writeSync } from 'node:fs'
import { now, usage } from './clock.mjs'

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
  home,
} = JSON.parse(process.argv[2])
const work = await import(`./work/${workName}.mjs`)

const started = now()
const { open } = await import(`./candidates/${candidate}.mjs`)
const opened = await open({ work, count, reverse, mode, name, folder, verify, environment, home })
const result = await opened.run(() =>
  work.agent(opened.url ?? `${origin}${work.path}`, count, reverse),
)
const totalMs = now() - started
writeSync(1, JSON.stringify({ totalMs, ...usage(), result }))
process.exit()
