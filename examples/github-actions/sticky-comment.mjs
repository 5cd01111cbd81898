// Writes a file as the one comment of this kind in a pull request: the earlier one is updated, none is added.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

const { GITHUB_REPOSITORY, REPLAY_AUTHOR, REPLAY_COMMENT, REPLAY_PULL } = process.env
/** GitHub refuses longer ones. */
const MOST = 65_536

const body = readFileSync(REPLAY_COMMENT, 'utf8')
const marker = body.split('\n', 1)[0]
if (!/^<!-- vitest-replay-comparison\b.* -->$/.test(marker))
  stop(`${REPLAY_COMMENT} does not begin with the line by which the comment is found again`)
if (body.length > MOST) stop(`the comment has ${body.length} characters, and ${MOST} is the most`)

const comments = `repos/${GITHUB_REPOSITORY}/issues/${REPLAY_PULL}/comments`
const pages = gh(['--paginate', '--slurp', `${comments}?per_page=100`])
// Anybody may write the marker into a comment: only those of the token's own name are touched.
const own = pages.flat().find((comment) => {
  return comment.user?.login === REPLAY_AUTHOR && comment.body?.split(/\r?\n/, 1)[0] === marker
})

if (!own) {
  const { html_url: url } = gh(['--method', 'POST', comments, '--input', '-'], { body })
  console.log(`Commented: ${url}`)
} else if (own.body.replaceAll('\r\n', '\n').trimEnd() === body.trimEnd()) {
  console.log(`The comment is up to date: ${own.html_url}`)
} else {
  const path = `repos/${GITHUB_REPOSITORY}/issues/comments/${own.id}`
  gh(['--method', 'PATCH', path, '--input', '-'], { body })
  console.log(`Updated the comment: ${own.html_url}`)
}

function gh(words, input) {
  const { status, stdout, stderr, error } = spawnSync('gh', ['api', ...words], {
    encoding: 'utf8',
    input: input && JSON.stringify(input),
    maxBuffer: 256 * 1024 * 1024,
  })
  if (error) stop(`the GitHub CLI (gh) cannot be run: ${error.message}`)
  if (status === 0) return JSON.parse(stdout)
  if (/HTTP 40[13]\b/.test(stderr)) {
    // A pull request from a fork has a token that may only read.
    console.log(
      '::notice title=Agent replay::The token may not comment on this pull request (one from a fork may only read); the comparison is in the job summary.',
    )
    process.exit(0)
  }
  stop(`gh api ${words[0]} failed: ${stderr.trim()}`)
}

function stop(reason) {
  console.error(`::error title=Agent replay::Failed to comment on the pull request: ${reason}`)
  process.exit(1)
}
