export { ReplayReporter, ReplayReporter as default } from './node/reporter.ts'
