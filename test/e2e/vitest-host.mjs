// Runs Vitest as its command line does, again and again in one process: half of the time of a small run goes to loading
// Vitest and Vite. Started by run-project.ts, which sends a run and waits for what became of it.
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const require = createRequire(`${process.argv[2]}/`)
const { parseCLI, startVitest } = await import(pathToFileURL(require.resolve('vitest/node')).href)
const exit = process.exit
const printed = []
for (const name of ['stdout', 'stderr']) {
  process[name].setMaxListeners(1000)
  process[name].write = (chunk, encoding, callback) => {
    printed.push([name, typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString()])
    const done = typeof encoding === 'function' ? encoding : callback
    if (done) queueMicrotask(() => done())
    return true
  }
}

process.on('message', ({ root, args, env }) => {
  void runVitest(root, args, env).then((exitCode) => {
    process.send({ exitCode, printed: printed.splice(0) })
  })
})

/** Resolves with the exit code, once everything that the run opened is closed. */
async function runVitest(root, args, env) {
  for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name]
  Object.assign(process.env, env)
  process.chdir(root)
  process.argv = [process.execPath, join(root, 'node_modules/vitest/vitest.mjs'), 'run', ...args]
  process.exitCode = undefined
  // Code that asks for the end of the process ends the run.
  const exited = new Promise((resolve) => {
    process.exit = (code) => resolve(code ?? process.exitCode ?? 0)
  })
  return Promise.race([exited, callVitest(args)])
}

async function callVitest(args) {
  try {
    const { filter, options } = parseCLI(['vitest', 'run', ...args])
    const vitest = await startVitest('test', filter, options)
    await vitest.close()
  } catch (error) {
    console.error('\nStartup Error')
    console.error(error)
    process.exitCode ??= 1
  }
  return process.exitCode ?? 0
}

process.send('ready')
process.on('disconnect', () => exit(0))
