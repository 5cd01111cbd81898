// Ends the child processes of a test process that was killed: it reads their ids, `+12` and `-12`, and acts when its input ends.
'use strict'
const { execFileSync } = require('node:child_process')
const { readdirSync, readFileSync } = require('node:fs')
const { createInterface } = require('node:readline')

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {})

const kept = new Set()
const lines = createInterface({ input: process.stdin })
lines.on('line', (line) => {
  const pid = Number(line.slice(1))
  if (line[0] === '+') kept.add(pid)
  else kept.delete(pid)
})
lines.on('close', () => {
  const children = kept.size === 0 ? new Map() : childrenOf()
  for (const pid of kept) end(pid, children)
  process.exit()
})

/** What a process has started goes with it. */
function end(pid, children) {
  if (process.platform === 'win32') {
    try {
      execFileSync('taskkill', ['/pid', String(pid), '/t', '/f'], { stdio: 'ignore' })
    } catch {
      // It has ended meanwhile.
    }
    return
  }
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended meanwhile.
  }
  for (const child of children.get(pid) ?? []) end(child, children)
}

function childrenOf() {
  const children = new Map()
  for (const [pid, parent] of listProcesses())
    children.set(parent, [...(children.get(parent) ?? []), pid])
  return children
}

function listProcesses() {
  if (process.platform === 'win32') return []
  if (process.platform === 'linux')
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((name) => [Number(name), parentOf(name)])
  const text = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
  return text
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
}

/** The fourth field of `stat`; the second is a name in parentheses, which may hold anything. */
function parentOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
  } catch {
    return 0
  }
}
