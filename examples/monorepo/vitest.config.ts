import { replay } from 'vitest-replay/plugin'
import { defineConfig } from 'vitest/config'

// The root has the plugin for its report, and each package for its tests.
export default defineConfig({
  plugins: [replay()],
  test: { projects: ['packages/*'] },
})
