import type { ComparedWith, Reason } from '../../report/comparison-codes.ts'
import type { ComparedRun } from '../../report/comparison-facts.ts'
import { formatCount } from '../format-number.ts'
import { plural } from '../plural.ts'
import { describePlacedCause } from '../causes.ts'

/** The words for a recording of the head that its tests left out. */
export const LEFT_OUT =
  'the report of the head does not contain the run: its test was not run with the others'

/** Describes a reason for a run's verdict as a clause in plain text. */
export function describeReason(reason: Reason, run: Pick<ComparedRun, 'divergences'>): string {
  switch (reason.code) {
    case 'first_cause': {
      const cause = run.divergences.find(({ index }) => index === reason.index)
      return cause
        ? describePlacedCause(cause, 'releases')
        : `a difference at position ${reason.index + 1}`
    }
    case 'more_first_causes':
      return `and ${plural(reason.count, 'more first cause')}`
    case 'absent':
      return `the ${reason.side} has no such run`
    case 'renamed_without_recording':
      return `its test is named "${reason.name}" now and has no recording: move the cassette to the new name (git mv), or record it`
    case 'no_recording':
      return `the ${reason.side} has no recording to compare it with`
    case 'same_recording':
      return 'the same recording; nothing was replayed'
    case 'left_out':
      return LEFT_OUT
    case 'same_behaviour':
      return 'recorded anew, and the same'
    case 'other_answer': {
      const places = reason.places.map(
        ({ path, base, head }) => `${path} ${base ?? '(nothing)'} -> ${head ?? '(nothing)'}`,
      )
      const more = reason.more > 0 ? [`${plural(reason.more, 'more place')}`] : []
      return `the answer to ${reason.action} was another one: ${[...places, ...more].join(', ')}`
    }
    case 'more_other_answers':
      return `and ${plural(reason.count, 'more answer was another one', 'more answers were other ones')}`
    case 'answers_made_it':
      return 'what differs beside the answers follows from them'
    case 'other_inputs':
      return 'the two runs have different inputs'
    case 'resource':
      return `the resource "${reason.name}" changed${reason.visible ? '' : ', and no request shows it'}`
    case 'generated_values':
      return reason.or === 'rule'
        ? 'it differs in values that each run generates, or that a rule allows'
        : 'it differs in values that each run generates, or in what no request shows'
    case 'accepted_value':
      return `${reason.by === 'rule' ? 'a rule allows' : 'the run generates'} ${reason.path} of ${reason.action}: ${reason.base} -> ${reason.head}`
    case 'more_accepted_values':
      return `and ${plural(reason.count, 'more such value')}`
    case 'only_wording':
      return 'only wording differs: the same tools are called with the same inputs'
    case 'metrics':
      return `significantly ${reason.verdict === 'regressed' ? 'worse' : 'better'}: ${reason.metrics.join(', ')}`
    case 'takes':
      return reason.unknown === 0
        ? 'every take of the head does what a take of the base does'
        : `${plural(reason.unknown, 'take of the head does', 'takes of the head do')} what no take of the base does`
    case 'diverging_replay':
      return reason.side === 'head'
        ? 'the replay of the head diverges from its own recording'
        : 'the replay of the base diverges from its recording, too'
    case 'test_status': {
      const test = `the test of the head ${reason.status === 'failed' ? 'failed' : 'did not end'}`
      return reason.diverged ? test : `${test}, though nothing diverged`
    }
    case 'replay_interrupted':
      return 'the replay of the head did not come to its end'
    case 'ends_badly':
      return `it ends in ${reason.stopReason}, with the same answers that the base ended well with`
    case 'ends_well':
      return `it ends well, with the same answers that the base ended in ${reason.baseStopReason} with`
    case 'cannot_go_on':
      return `it ends in ${reason.stopReason} after an answer that was recorded for another request: it cannot be replayed, record it anew`
    case 'repeated_calls':
      return `it repeats ${plural(reason.head, 'tool call')} with the same inputs, the base ${formatCount(reason.base)}`
    case 'stop_reason':
      return `it stops for another reason: ${reason.head}, the base ${reason.base}`
    case 'new_rule':
      return `a rule that the base does not have took effect: ${reason.rule}`
    case 'answer_unknown':
      return 'what the model answers to that is not known before it is recorded anew'
  }
}

/** Describes the two things that were compared. */
export function describeComparedWith(compared: ComparedWith): string {
  switch (compared.code) {
    case 'one_side':
      return 'one side only'
    case 'not_replayed':
      return 'nothing was replayed'
    case 'replay_and_replay':
      return '1 replay against 1 replay'
    case 'replay_and_recording':
      return '1 replay against the recording it replays'
    case 'recordings':
      return `${plural(compared.base, 'recording')} against ${plural(compared.head, 'recording')}`
  }
}
