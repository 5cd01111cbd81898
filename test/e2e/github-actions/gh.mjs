#!/usr/bin/env node
// Stands where the GitHub CLI stands on a runner: the comments of one pull request, in the file GH_COMMENTS.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'

const [command, ...words] = process.argv.slice(2)
if (command !== 'api') fail(`unknown command "${command}"`)
const { GH_COMMENTS: file, GH_TOKEN: token } = process.env
if (!token)
  fail('To use GitHub CLI in a GitHub Actions workflow, set the GH_TOKEN environment variable.')

const method = optionOf('--method') ?? 'GET'
const path = words.find((word) => word.startsWith('repos/'))
const comments = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : []
const own = { login: 'github-actions[bot]' }

if (method === 'GET') {
  if (!/^repos\/acme\/shop\/issues\/7\/comments\?per_page=100$/.test(path)) fail('HTTP 404')
  const pages = []
  for (let at = 0; at < comments.length; at += 100) pages.push(comments.slice(at, at + 100))
  print(words.includes('--slurp') ? (pages.length > 0 ? pages : [[]]) : comments)
} else {
  if (token === 'read-only') fail('gh: Resource not accessible by integration (HTTP 403)')
  const { body } = JSON.parse(readFileSync(0, 'utf8'))
  if (body.length > 65_536) fail('gh: Validation Failed (HTTP 422): body is too long')
  if (method === 'POST' && path === 'repos/acme/shop/issues/7/comments') {
    const id = 100 + comments.length
    comments.push({
      id,
      user: own,
      body,
      html_url: `https://github.com/acme/shop/pull/7#issuecomment-${id}`,
    })
  } else if (method === 'PATCH') {
    const id = Number(/^repos\/acme\/shop\/issues\/comments\/(\d+)$/.exec(path)?.[1])
    const comment = comments.find((one) => one.id === id)
    if (!comment) fail('gh: Not Found (HTTP 404)')
    Object.assign(comment, { body, updates: (comment.updates ?? 0) + 1 })
  } else fail('gh: Not Found (HTTP 404)')
  writeFileSync(file, JSON.stringify(comments, null, 2))
  print(comments.at(-1))
}

function optionOf(name) {
  const at = words.indexOf(name)
  return at === -1 ? undefined : words[at + 1]
}

function print(value) {
  process.stdout.write(JSON.stringify(value))
}

function fail(message) {
  process.stderr.write(`${message}\n`)
  process.exit(1)
}
