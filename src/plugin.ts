export { replay } from './node/plugin.ts'

// Type definitions.
export type { PluginOptions } from './node/plugin-options.ts'
