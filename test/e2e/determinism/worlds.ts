import type { Project } from '../run-project.ts'
import type { ShopWeather } from './shop.ts'

/** A world in which the agents run: what of it their process is given, and what the shop is like. */
export interface World {
  shop: ShopWeather
  env: Record<string, string>
}

/** Two worlds that share no value which an agent of the fixture reads. */
export function twoWorlds(project: Project): [World, World] {
  for (const file of ['one/agent.ts', 'one/agent.test.ts', 'two/main.ts', 'two/main.spec.ts'])
    project.write(`files/${file}`, '')
  project.write('tmp-one/.keep', '')
  project.write('tmp-two/.keep', '')
  return [
    {
      shop: { order: 'mixed' },
      env: {
        TZ: 'UTC',
        LC_ALL: 'en_US.UTF-8',
        BUILD_ID: '4711',
        BUILD_NUMBER: '1',
        GITHUB_SHA: '9fceb02d0ae598e95dc970b74767f19372d61af8',
        RELEASE: '0.9.0',
        AGENT_MODEL: 'gpt-4o-2024-08-06',
        AGENT_FILES: 'files/one',
        TMPDIR: `${project.root}/tmp-one`,
      },
    },
    {
      shop: { order: 'turned', chunk: 33 },
      env: {
        TZ: 'America/Los_Angeles',
        LC_ALL: 'sv_SE.UTF-8',
        BUILD_ID: '4712',
        BUILD_NUMBER: '2',
        GITHUB_SHA: '0beec7b5ea3f0fdbc95d0dd47f3c5bc275da8a33',
        RELEASE: '0.9.1',
        AGENT_MODEL: 'gpt-4o-2024-08-06',
        AGENT_FILES: 'files/two',
        TMPDIR: `${project.root}/tmp-two`,
      },
    },
  ]
}

/** Fixed values for the clock, the random numbers and the machine of the two live worlds. */
export const HAND_MADE = [
  { CLOCK: '2026-11-21T09:00:00Z', LUCK: '0.21', ROUNDS: '1', HOST: 'runner-7' },
  { CLOCK: '2028-01-04T16:30:00Z', LUCK: '0.77', ROUNDS: '2', HOST: 'runner-8' },
] as const
