import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'

const action = join(import.meta.dirname, '../../../examples/github-actions')

test('a head without a base is refused, and not taken for the base', () => {
  const { status, stdout } = spawnSync('bash', [join(action, 'compare.sh')], {
    encoding: 'utf8',
    env: { ...process.env, RUNNER_TEMP: '.', REPLAY_HEAD: 'git:HEAD', REPLAY_BASE: '' },
  })
  expect(stdout).toBe('::error title=Agent replay::The input head needs the input base.\n')
  expect(status).toBe(2)
})

test("a later push updates the token's own comment, and leaves one of a stranger", () => {
  const folder = mkdtempSync(join(tmpdir(), 'vr-comment-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  symlinkSync(join(import.meta.dirname, 'gh.mjs'), join(folder, 'gh'))
  const comments = join(folder, 'comments.json')
  const marker = '<!-- vitest-replay-comparison -->'
  const stranger = { id: 1, user: { login: 'mallory' }, body: `${marker}\nAll is well.` }
  writeFileSync(comments, JSON.stringify([stranger]))
  const comment = (body: string) => {
    writeFileSync(join(folder, 'comment.md'), `${marker}\n${body}\n`)
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(action, 'sticky-comment.mjs')],
      {
        encoding: 'utf8',
        env: {
          ...process.env,
          PATH: `${folder}${delimiter}${process.env['PATH']}`,
          GH_COMMENTS: comments,
          GH_TOKEN: 'ghs_token',
          GITHUB_REPOSITORY: 'acme/shop',
          REPLAY_AUTHOR: 'github-actions[bot]',
          REPLAY_COMMENT: join(folder, 'comment.md'),
          REPLAY_PULL: '7',
        },
      },
    )
    expect(status, stderr).toBe(0)
    return stdout.split(':', 1)[0]
  }
  expect(comment('1 run changed.')).toBe('Commented')
  expect(comment('1 run changed.')).toBe('The comment is up to date')
  expect(comment('1 run is missing.')).toBe('Updated the comment')
  expect(JSON.parse(readFileSync(comments, 'utf8'))).toMatchObject([
    stranger,
    { user: { login: 'github-actions[bot]' }, body: `${marker}\n1 run is missing.\n`, updates: 1 },
  ])
})
