import type { Hypothesis } from '../../../core/report/comparison-schema.ts'
import type { LoadedComparison } from '../../report/loaded-comparison.ts'
import { RunLinks } from '../run/run-links.tsx'

const LAYERS: Record<Hypothesis['layer'], string> = {
  tool: 'tool layer',
  loop: 'loop',
  llm_or_runtime: 'LLM or runtime',
  change: 'change',
}

/** The hypotheses of a comparison with their evidence. */
export function HypothesesSection({ loaded, of }: { loaded: LoadedComparison; of: number }) {
  const { hypotheses } = loaded.comparison
  if (hypotheses.length === 0) return null
  return (
    <section class="compare-section" aria-labelledby="hypotheses-title">
      <h2 id="hypotheses-title">Where to look first</h2>
      <ol class="hypotheses">
        {hypotheses.map((hypothesis, index) => (
          <li key={index}>
            <p class="hypothesis">
              <span class="layer">{LAYERS[hypothesis.layer] ?? String(hypothesis.layer)}</span>
              <b>{hypothesis.statement}</b>
            </p>
            <ul class="evidence">
              {hypothesis.evidence.map(({ text, runs }, at) => (
                <li key={at} class="said-of">
                  <span>{text}</span>
                  <RunLinks loaded={loaded} of={of} ids={runs} />
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ol>
    </section>
  )
}
