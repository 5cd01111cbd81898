import { replay } from 'vitest-replay/plugin'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  plugins: [replay()],
  test: {
    // A replay calls nobody, but the SDK does not start without a key, and the address is matched.
    env: {
      OPENAI_BASE_URL: process.env.OPENAI_BASE_URL ?? 'http://127.0.0.1:4010/v1',
      OPENAI_API_KEY: process.env.OPENAI_API_KEY ?? 'sk-not-needed-in-replay',
    },
  },
})
