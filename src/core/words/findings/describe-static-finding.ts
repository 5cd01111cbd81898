import type { StaticFacts, StaticFinding } from '../../analysis/findings/schema.ts'
import { STATIC_REMEDIES } from './static-remedies.ts'

/** Adds the description and the recommendation to a static finding. */
export function describeStaticFinding(facts: StaticFacts): StaticFinding {
  return { ...facts, description: describe(facts), recommendation: STATIC_REMEDIES[facts.remedy] }
}

function describe({ observation, path, values: { recorded: value } }: StaticFacts): string {
  switch (observation.code) {
    case 'time_of_recording':
      return `The request contains "${value}", the time of the recording: every run sends another`
    case 'day_of_recording':
      return `The request contains "${value}", the day of the recording: another day's run sends another`
    case 'machine_timezone':
      return `The request contains "${value}", a date formatted in the time zone of the machine`
    case 'generated_id':
      return `The request contains "${value}", a generated id: every run sends another`
    case 'random_number':
      return `The request contains "${value}", a random number: every run sends another`
    case 'random_look':
      return `The request contains "${value}", a value that looks random: every run sends another`
    case 'machine_path':
      return `The request contains "${value}", a path of one machine: it differs on other machines and in CI`
    case 'node_version':
      return `The request contains "${value}", the machine's version of Node: it differs on other machines and in CI`
    case 'temporary_folder':
      return `The request contains "${value}", a temporary folder that has another name in every run`
    case 'rounding_error':
      return `The request contains ${value}, a sum with its rounding error: another order of additions, or another machine, has another one`
    case 'results_by_arrival':
      return 'The results of parallel tool calls are in the order of their arrival, not in the order of the calls'
    case 'reordered_list':
      return `The list at ${path} has the same elements as in the request before, in another order`
    case 'free_sampling': {
      const model = observation.model ?? 'The model'
      const sampling =
        value === null
          ? 'without a temperature of 0'
          : `with a temperature of ${value}${observation.takesSeed ? ' and no seed' : ''}`
      return `${model} is called ${sampling}: replays are not affected, but a new recording may have other answers`
    }
    case 'model_alias':
      return `"${value}" was answered by ${observation.answeredBy}: a new recording may be answered by its successor`
    case 'sampled_answers':
      return 'The same request had another answer earlier in this run: the model samples its answers'
    case 'changed_answer':
      return 'The same call had another answer earlier in this run, which changed nothing in between: the answer depends on the time of the call'
    case 'temporary_failure':
      return `The answer was ${value}: the recording contains a temporary failure`
    case 'unkeyed_post':
      return `POST ${observation.urlPath} has no idempotency key: a retry would do it twice`
  }
}
