import { replay } from 'vitest-replay/plugin'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  plugins: [replay()],
  // The address is matched; a replay asks nobody there.
  test: { env: { OPENAI_BASE_URL: process.env.OPENAI_BASE_URL ?? 'http://127.0.0.1:4010/v1' } },
})
