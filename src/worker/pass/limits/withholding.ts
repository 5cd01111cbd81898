import { workerState } from '../../context/scope.ts'

/** Milliseconds by which a replay may take longer than its recording, with all that it waits for answered at once. */
const GRACE = 500

/** Withholds the answers to requests of the background, until the agent has had far more time than it needs without them. */
export class Withholding {
  state: 'withheld' | 'needed' = 'withheld'
  #timer: ReturnType<typeof setTimeout> | undefined

  /** @param recorded Milliseconds that the recorded run took. */
  begin(recorded: number): void {
    const give = () => void (this.state = 'needed')
    this.#timer = workerState.setTimeout(give, 1.5 * recorded + GRACE)
  }

  end(): void {
    clearTimeout(this.#timer)
  }
}
