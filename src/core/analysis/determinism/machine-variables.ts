const listed = (...names: string[]) => names.join(' ').split(' ')

/** Variables by which Linux, containers and platforms name a process, a machine or a release. */
const NAMES = new Set(
  listed(
    'HOSTNAME COMPUTERNAME USER LOGNAME TMPDIR TEMP TMP INVOCATION_ID XDG_SESSION_ID SSH_CONNECTION SSH_CLIENT',
    'BUILD_ID BUILD_NUMBER BUILD_VERSION RELEASE RELEASE_ID RELEASE_VERSION COMMIT COMMIT_SHA COMMIT_HASH GIT_COMMIT GIT_SHA',
    'GIT_COMMIT_SHA SOURCE_VERSION SENTRY_RELEASE POD_NAME POD_IP POD_UID DYNO K_REVISION AWS_LAMBDA_LOG_STREAM_NAME',
    'FLY_MACHINE_ID FLY_ALLOC_ID RENDER_INSTANCE_ID',
  ),
)
const PLATFORMS = listed(
  'CI GITHUB GITLAB CIRCLE BUILDKITE TRAVIS BITBUCKET APPVEYOR DRONE CODEBUILD CF_PAGES VERCEL RENDER RAILWAY NETLIFY HEROKU',
).join('|')
/** `CI_JOB_ID`, `GITHUB_RUN_NUMBER`, `VERCEL_GIT_COMMIT_SHA`; not `GITHUB_APP_ID`, which is a setting. */
const OF_PLATFORM = new RegExp(
  `^(?:${PLATFORMS})_(?:\\w+_)?(?:` +
    '(?:BUILD|RUN|JOB|PIPELINE|WORKFLOW|RELEASE|DEPLOYMENT|SLUG)_(?:I?ID|NUM|NUMBER|ATTEMPT|VERSION)' +
    '|COMMIT(?:_SHA|_SHORT_SHA)?|SHA1?)$',
)

/**
 * Selects the environment variables whose values differ on another machine or in another build. Any other variable is a
 * setting (an address, a key, a model, a switch), which a test must not change.
 *
 * @example
 * machineVariables({ HOSTNAME: 'runner-7', OPENAI_BASE_URL: 'http://localhost' }) // { HOSTNAME: 'runner-7' }
 */
export function machineVariables(env: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter(
      (entry): entry is [string, string] =>
        Boolean(entry[1]) && (NAMES.has(entry[0]) || OF_PLATFORM.test(entry[0])),
    ),
  )
}
