export { replay } from './node/plugin.ts'

// Type definitions.
export type { PluginOptions } from './core/options/plugin-options.ts'
