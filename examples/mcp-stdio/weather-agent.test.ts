import { test } from 'vitest'
import { replayRun } from 'vitest-replay'
import { weatherAgent } from './src/weather-agent.ts'

test('asks for the weather of two cities', async () => {
  await replayRun(weatherAgent, { input: { cities: ['Oslo', 'Bergen'] } })
})
