import type { Script } from '../../../fixtures/projects/trajectories/script.ts'

/** An answer of a model server. */
export interface ModelAnswer {
  contentType: string
  body: Uint8Array
}

/** A recorded conversation: what the agent does, and what the model answers to each of its calls. */
export interface Trajectory {
  source: string
  script: Script
  answers: Array<ModelAnswer>
}

/** A recording that gives no conversation. */
export interface NoTrajectory {
  file: string
  reason: string
}
