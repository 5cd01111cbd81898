import type { ComparedSide } from '../../../core/report/comparison-schema.ts'
import { describeRates } from '../../../core/words/describe-rates.ts'
import { plural } from '../../../core/words/plural.ts'

/** The two sides of a comparison, and how much of each was read. */
export function SidesList({ base, head }: { base: ComparedSide; head: ComparedSide }) {
  return (
    <dl class="sides">
      <Side name="Base" side={base} />
      <Side name="Head" side={head} />
    </dl>
  )
}

function Side({ name, side }: { name: string; side: ComparedSide }) {
  const { label, release, commit, runs, recordings, replays, notes = [] } = side
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <span class="mono">{label}</span>
        {release !== null && <span>release {release}</span>}
        {commit !== null && (
          <span>
            commit{' '}
            <span class="mono" title={commit}>
              {commit.slice(0, 8)}
            </span>
          </span>
        )}
        <span class="dim">
          {[
            plural(runs, 'run'),
            plural(recordings, 'recording'),
            plural(replays, 'replay'),
            ...describeRates(side),
          ].join(', ')}
        </span>
        {notes.map((note, index) => (
          <p key={index} class="tone-warn side-note">
            {note}
          </p>
        ))}
      </dd>
    </div>
  )
}

/** The name of a side in a title. */
export function sideName({ release, label }: ComparedSide): string {
  return release ?? label
}

/** The names of both sides in a title; where they are the same, with what tells them apart. */
export function sideNames(base: ComparedSide, head: ComparedSide): [string, string] {
  const [before, after] = [sideName(base), sideName(head)]
  if (before !== after) return [before, after]
  if (base.commit !== head.commit)
    return [`${before} (${commitOf(base)})`, `${after} (${commitOf(head)})`]
  return base.label === head.label
    ? [before, after]
    : [`${before} (${base.label})`, `${after} (${head.label})`]
}

function commitOf({ commit, label }: ComparedSide): string {
  return commit?.slice(0, 8) ?? label
}
