import { readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { CorpusError } from './corpus-error.ts'
import type { HttpInteraction, LeftOut } from './http-interaction.ts'
import { notHttpReason } from './not-http.ts'
import { readAnthropicJson } from './readers/anthropic-json.ts'
import { readDatadog } from './readers/datadog.ts'
import { readGoVcr } from './readers/go-vcr.ts'
import { readHar } from './readers/har.ts'
import { readNock } from './readers/nock.ts'
import { readRubyVcr } from './readers/ruby-vcr.ts'
import { readVcrpy } from './readers/vcrpy.ts'
import { readSseText, readVercelChunks, readVercelJson } from './readers/vercel-ai.ts'
import type { ReadRecording, RecordedExchange, Recording } from './recording.ts'
import { toInteraction } from './to-interaction.ts'

const READERS: Record<string, ReadRecording> = {
  'anthropic-json-cassette': readAnthropicJson,
  har: readHar,
  nock: readNock,
  rubyvcr: readRubyVcr,
  single: readDatadog,
  'sse-text': readSseText,
  vcrpy: readVcrpy,
  'vercel-chunks': readVercelChunks,
  'vercel-json': readVercelJson,
}

const IndexLineSchema = z.object({
  path: z.string(),
  source: z.string(),
  shape: z.string(),
  kind: z.string(),
})

/** The line of a corpus's index for one of its files. */
type IndexLine = z.infer<typeof IndexLineSchema>

/** All HTTP interactions of a corpus, and what was left out. */
interface Corpus {
  interactions: Array<HttpInteraction>
  leftOut: Array<LeftOut>
}

/**
 * Reads every recording that `index.jsonl` lists, in its order.
 *
 * @example
 * const { interactions, leftOut } = loadCorpus(process.env.VITEST_REPLAY_CORPUS!)
 */
export function loadCorpus(folder: string): Corpus {
  const corpus: Corpus = { interactions: [], leftOut: [] }
  for (const line of readIndex(folder)) {
    const recording = { ...line, file: line.path, text: readText(folder, line.path) }
    const { file, source, shape } = recording
    const reason = notHttpReason(recording)
    const exchanges = reason ? [] : readExchanges(recording)
    if (exchanges.length === 0) {
      const missing = reason ?? 'the recording holds no interactions'
      corpus.leftOut.push({ file, index: null, source, shape, reason: missing })
    }
    for (const [index, exchange] of exchanges.entries()) {
      const result = toInteraction(recording, index, exchange)
      if ('reason' in result) corpus.leftOut.push(result)
      else corpus.interactions.push(result)
    }
  }
  return corpus
}

/** Reads `index.jsonl` of a corpus. */
export function readIndex(folder: string): Array<IndexLine> {
  return readText(folder, 'index.jsonl')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => IndexLineSchema.parse(JSON.parse(line)))
}

function readExchanges(recording: Recording): Array<RecordedExchange> {
  const attempted = `Failed to read the recording "${recording.file}"`
  // The index calls go-vcr files vcrpy.
  const read = recording.source === 'cagent' ? readGoVcr : READERS[recording.kind]
  if (!read) {
    throw new CorpusError('CORPUS_RECORDING_INVALID', {
      attempted,
      reason: `no reader knows its kind "${recording.kind}"`,
      remedy: 'Add one to test/corpus/readers, or a reason to test/corpus/not-http.ts.',
    })
  }
  try {
    return read(recording)
  } catch (error) {
    // The text of a Zod error is in the reason; as a cause it would be printed once more.
    const invalid = error instanceof z.ZodError
    throw new CorpusError(
      'CORPUS_RECORDING_INVALID',
      {
        attempted,
        reason: invalid ? z.prettifyError(error) : (error as Error).message,
        remedy: 'Compare the file with its schema in CORPUS.md and mend the reader.',
      },
      invalid ? undefined : { cause: error },
    )
  }
}

function readText(folder: string, file: string): string {
  const absolute = path.join(folder, file)
  try {
    return readFileSync(absolute, 'utf8')
  } catch (error) {
    throw new CorpusError(
      'CORPUS_UNREADABLE',
      {
        attempted: `Failed to read "${absolute}" of the corpus`,
        reason: (error as Error).message,
        remedy:
          'Set the environment variable VITEST_REPLAY_CORPUS to the folder that holds index.jsonl.',
      },
      { cause: error },
    )
  }
}
