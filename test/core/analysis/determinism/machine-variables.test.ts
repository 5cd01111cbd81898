import { expect, test } from 'vitest'
import { machineVariables } from '../../../../src/core/analysis/determinism/machine-variables.ts'

const namesOf = (names: string[]) =>
  Object.keys(machineVariables(Object.fromEntries(names.map((name) => [name, 'v1']))))

const MACHINE = `
  HOSTNAME USER LOGNAME TMPDIR POD_NAME DYNO K_REVISION SSH_CONNECTION
  BUILD_ID BUILD_NUMBER RELEASE COMMIT_SHA GIT_COMMIT SENTRY_RELEASE
  GITHUB_SHA GITHUB_RUN_ID GITHUB_RUN_NUMBER GITHUB_RUN_ATTEMPT
  CI_JOB_ID CI_PIPELINE_IID CI_COMMIT_SHA CI_COMMIT_SHORT_SHA CIRCLE_BUILD_NUM
  CIRCLE_SHA1 BUILDKITE_BUILD_NUMBER TRAVIS_JOB_ID VERCEL_GIT_COMMIT_SHA
  HEROKU_SLUG_COMMIT HEROKU_RELEASE_VERSION VERCEL_DEPLOYMENT_ID
`
  .trim()
  .split(/\s+/)
const SETTINGS = `
  OPENAI_API_KEY OPENAI_BASE_URL OPENAI_MODEL ANTHROPIC_API_KEY MODEL PORT
  HOME PATH PWD HOST USERNAME NODE_ENV CI LANG TZ DEBUG
  AZURE_OPENAI_API_DEPLOYMENT_NAME AZURE_OPENAI_API_INSTANCE_NAME OPENAI_ORG_ID
  GITHUB_TOKEN GITHUB_APP_ID GITHUB_CLIENT_ID GITHUB_REPOSITORY GITHUB_API_URL
  VERCEL_PROJECT_ID SPANNER_INSTANCE_ID MODEL_REVISION DATASET_SHA RUN_ID
  VITEST_POOL_ID VITEST_WORKER_ID LANGCHAIN_SESSION DATABASE_URL TASK_ID
`
  .trim()
  .split(/\s+/)

test('what a machine, a container or a build is named by is a value of the machine', () => {
  expect(namesOf(MACHINE)).toEqual(MACHINE)
})

test('keys, addresses, models, places and switches are settings', () => {
  expect(namesOf(SETTINGS)).toEqual([])
})

test('what is empty or not there is left out', () => {
  expect(machineVariables({ HOSTNAME: '', USER: undefined, BUILD_ID: '7' })).toEqual({
    BUILD_ID: '7',
  })
})
