import { replay } from 'vitest-replay/plugin'
import { defineConfig } from 'vitest/config'

export default defineConfig({ plugins: [replay()] })
