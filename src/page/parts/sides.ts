import { createContext } from 'preact'

/** What the two sides of a difference are called. */
export interface Sides {
  before: string
  after: string
  onlyBefore: string
  onlyAfter: string
}

/** By default a replay is held against its recording. */
export const SidesContext = createContext<Sides>({
  before: 'recorded',
  after: 'replayed',
  onlyBefore: 'only in the recording',
  onlyAfter: 'only in the replay',
})

export const RELEASES: Sides = {
  before: 'base',
  after: 'head',
  onlyBefore: 'only in base',
  onlyAfter: 'only in head',
}
